package herd.production.follower;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.incident.Playbooks;
import herd.statemachine.Mermaid;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FollowerPagesTest {

  @Test
  void everyIncidentOfAFollowerHasItsPlaybook() {
    assertThat(Playbooks.check(FollowerIncidents.TYPES, FollowerRing.class)).isEmpty();
  }

  @Test
  void theMachineIsDrawnAsItIs() throws Exception {
    FollowerMachine machine = new FollowerMachine();
    Path file = Path.of("../docs/machines/follower.md");
    String page =
        "# The machine `%s`\n\nDrawn from its rules by a test of its room.\n\n```mermaid\n%s```\n"
            .formatted(machine.name(), Mermaid.draw(machine));
    if (Boolean.getBoolean("herd.regenerate")) {
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
  }
}
