package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "HERD_ADDON_PASSWORD", "secret-p",
          "HERD_ADDON_SSO_SALT", "secret-s",
          "HERD_ADDON_CLIENT_SECRET", "secret-c",
          "HERD_MARKETPLACE_CUSTOMERS", "ann@example.org=secret-a, bob@example.org=secret=b");

  @Test
  void theSecretsAreEnough() {
    SimulatorConfig config = new Environment(LEAST).config();

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(5000);
    assertThat(config.resources()).hasToString("http://127.0.0.1:7000/heroku/resources");
    assertThat(config.stateFile()).isEmpty();
    assertThat(config.customers())
        .containsExactly(
            new Customer("ann@example.org", "secret-a"),
            new Customer("bob@example.org", "secret=b"));
    assertThat(config.catalog().named("essential-0")).isPresent();
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void everyErrorNamesItsVariable() {
    assertUnusable("HERD_ADDON_PASSWORD", " ");
    assertUnusable("HERD_MARKETPLACE_PORT", "65536");
    assertUnusable("HERD_URL", "ftp://x");
    assertUnusable("HERD_URL", "not a url");
    assertUnusable("HERD_MARKETPLACE_URL", "x");
    assertUnusable("HERD_ADDON_ID", "Not An Id");
    assertUnusable("HERD_MARKETPLACE_CUSTOMERS", "secret-token");
    assertUnusable("HERD_MARKETPLACE_PLANS", "/nowhere/plans.json");
  }

  @Test
  void plansMayComeFromAFile(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("plans.json"),
            "[{\"name\":\"tiny\",\"humanName\":\"Tiny\",\"cents\":0}]");

    SimulatorConfig config =
        new Environment(with("HERD_MARKETPLACE_PLANS", file.toString())).config();

    assertThat(config.catalog().plans()).containsExactly(new Plan("tiny", "Tiny", 0));
  }

  private static void assertUnusable(String variable, String value) {
    assertThatThrownBy(() -> new Environment(with(variable, value)).config())
        .isInstanceOf(Environment.Unusable.class)
        .hasMessageStartingWith(variable + " ")
        .message()
        .doesNotContain("secret");
  }

  private static Map<String, String> with(String variable, String value) {
    var all = new HashMap<>(LEAST);
    all.put(variable, value);
    return all;
  }
}
