package herd.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.service.ConfigurationError;
import herd.service.Environment;
import herd.service.Procfile;
import herd.service.ServiceContext;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {

  private static final Map<String, String> COMPLETE =
      Map.of(
          "HERD_OPERATOR_TOKENS", "ada=0123456789abcdef",
          "HERD_SERVICE_TOKEN", "0123456789abcdef",
          "HERD_STARTER_URL", "http://127.0.0.1:5001",
          "HERD_CONTROL_URL", "jdbc:postgresql://127.0.0.1:5432/herd",
          "HERD_CONTROL_USER", "herd_admin",
          "HERD_CONTROL_PASSWORD", "secret");

  @Test
  void theCommittedProcfileIsTheOneOfTheDefinition() throws Exception {
    assertThat(Files.readString(Path.of("Procfile"))).isEqualTo(Procfile.of(Main.DEFINITION));
  }

  @Test
  void theConfigurationComesFromTheEnvironment() {
    AdminConfig config = new Environment(COMPLETE).read(AdminConfig::from);
    assertThat(config.http().port()).isEqualTo(5003);
    assertThat(config.owners())
        .isEqualTo(Map.of("starter-tier", URI.create("http://127.0.0.1:5001")));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> new Environment(Map.of()).read(AdminConfig::from))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("HERD_OPERATOR_TOKENS")
        .hasMessageContaining("HERD_SERVICE_TOKEN")
        .hasMessageContaining("HERD_CONTROL_URL");
  }

  @Test
  void aReleaseOnlyChecksThatTheControlPlaneIsThere() throws Exception {
    var database = Rig.rig().database("herd_admin");
    Map<String, String> variables =
        Map.of(
            "HERD_CONTROL_URL", database.url(),
            "HERD_CONTROL_USER", database.user(),
            "HERD_CONTROL_PASSWORD", database.password().reveal());
    try (ServiceContext context = new ServiceContext("admin-service", new Environment(variables))) {
      Admin.release(context);
    }
  }
}
