package herd.simulator;

import static herd.simulator.TestProvider.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state file: what was answered is still so after a restart, what was begun goes on. */
class RestartTest {
  @TempDir Path folder = Path.of("");
  private Rig rig = new Rig();

  @BeforeEach
  void withStateFile() {
    rig.close();
    rig = new Rig(Rig.QUICK, Optional.of(file()));
    rig.app("myapp");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everythingIsStillThere() {
    rig.create("myapp", ",'name':'my-db'");
    rig.ann().patch("/apps/myapp/config-vars", "{'A':'1'}");
    rig.provider.then("POST", ACCEPTED);
    String second = "/addons/" + rig.create("myapp").text("/id");
    Api.Answer addons = rig.ann().get("/apps/myapp/addons");
    Api.Answer vars = rig.ann().get("/apps/myapp/config-vars");
    Api.Answer releases = rig.ann().get("/apps/myapp/releases");

    rig.restart();

    assertThat(rig.ann().get("/apps/myapp/addons").each("/name")).isEqualTo(addons.each("/name"));
    assertThat(rig.ann().get("/apps/myapp/config-vars").json()).isEqualTo(vars.json());
    assertThat(rig.ann().get("/apps/myapp/releases").json()).isEqualTo(releases.json());
    Api partner = rig.partner(rig.provider.lastProvision());
    rig.restart();
    assertThat(rig.as(partner.authorization()).post(second + "/actions/provision", "").status())
        .isEqualTo(200);
  }

  @Test
  void whatTheProviderHadNotAnsweredIsAskedAgain() {
    rig.provider.thenHang("POST");
    Thread.ofVirtual().start(() -> rig.create("myapp", ",'name':'my-db'"));
    Rig.await("the provider is asked", () -> !rig.provider.calls("POST").isEmpty());

    rig.restart();

    Rig.await(
        "provisioned", () -> rig.ann().get("/addons/my-db").text("/state").equals("provisioned"));
    assertThat(rig.provider.calls("POST").stream().map(call -> call.json().path("uuid")).distinct())
        .hasSize(1);
  }

  @Test
  void aRemovalTheProviderHadNotAnsweredIsFinished() {
    rig.create("myapp", ",'name':'my-db'");
    rig.provider.thenHang("DELETE");
    Thread.ofVirtual().start(() -> rig.ann().delete("/apps/myapp/addons/my-db"));
    Rig.await("the provider is asked", () -> !rig.provider.calls("DELETE").isEmpty());
    assertThat(rig.ann().get("/addons/my-db").text("/state")).isEqualTo("deprovisioning");

    rig.restart();

    Rig.await("removed", () -> rig.ann().get("/addons/my-db").status() == 404);
    assertThat(rig.ann().get("/apps/myapp/config-vars").json()).isEmpty();
  }

  @Test
  void onlyItsOwnerMayReadTheFile() throws IOException {
    rig.create("myapp");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(Files.exists(folder.resolve("state.json.new"))).isFalse();
  }

  @Test
  void aSecondSimulatorIsKeptAway() {
    assertThatThrownBy(() -> started(file())).hasStackTraceContaining("held by another simulator");
  }

  @Test
  void anUnreadableFileStopsTheStartWithoutQuotingIt() throws IOException {
    Path broken = folder.resolve("broken.json");
    Files.writeString(broken, "{\"secret\": ");

    assertThatThrownBy(() -> started(broken))
        .hasMessageContaining("broken.json")
        .message()
        .doesNotContain("secret");
    assertThat(Files.readAllLines(broken)).isEqualTo(List.of("{\"secret\": "));
  }

  private Simulator started(Path state) {
    return Simulator.start(
        SimulatorConfig.onLoopback(
            0, Optional.of(state), rig.provider.url(), Rig.MANIFEST, List.of(Rig.ANN)));
  }

  private Path file() {
    return folder.resolve("state.json");
  }
}
