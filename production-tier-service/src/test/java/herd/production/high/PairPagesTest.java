package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.incident.Playbooks;
import herd.controlplane.ring.Act;
import herd.statemachine.Mermaid;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PairPagesTest {

  @Test
  void everyIncidentOfAPairHasItsPlaybook() {
    assertThat(Playbooks.check(PairIncidents.types(_ -> Act.ofBooks(() -> "")), PairRing.class))
        .isEmpty();
  }

  @Test
  void theMachineIsDrawnAsItIs() throws Exception {
    PairMachine machine = new PairMachine();
    Path file = Path.of("../docs/machines/pair.md");
    String page =
        "# The machine `%s`\n\nDrawn from its rules by a test of its room.\n\n```mermaid\n%s```\n"
            .formatted(machine.name(), Mermaid.draw(machine));
    if (Boolean.getBoolean("herd.regenerate")) {
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
  }
}
