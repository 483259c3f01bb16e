package herd.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.incident.IncidentMachine;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.incident.Playbooks;
import herd.controlplane.keeper.KeeperMachine;
import herd.controlplane.keeper.KeeperRing;
import herd.controlplane.vantage.VantageMachine;
import herd.controlplane.vantage.VantageRing;
import herd.statemachine.Lint;
import herd.statemachine.Machine;
import herd.statemachine.Mermaid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The machines of this room are sound and drawn in docs/machines, and every incident has its
 * playbook. To draw anew: mvn -pl shared-controlplane -am test -Dtest=DocumentsTest
 * -Dherd.regenerate=true -Dsurefire.failIfNoSpecifiedTests=false
 */
class DocumentsTest {

  private static final Path MACHINES = Path.of("../docs/machines");

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  static List<Machine<?, ?, ?>> machines() {
    return List.of(new IncidentMachine(), new VantageMachine(), new KeeperMachine());
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theMachineIsSound(Machine<?, ?, ?> machine) {
    assertThat(Lint.check(machine)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theMachineIsDrawnAsItIs(Machine<?, ?, ?> machine) throws Exception {
    Path file = MACHINES.resolve(machine.name() + ".md");
    String page =
        "# The machine `%s`\n\nDrawn from its rules by a test of its room.\n\n```mermaid\n%s```\n"
            .formatted(machine.name(), Mermaid.draw(machine));
    if (Boolean.getBoolean("herd.regenerate")) {
      Files.createDirectories(MACHINES);
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
  }

  @Test
  void everyIncidentHasItsPlaybook() {
    ControlPlane plane = PLANE.as("starter-tier");
    assertThat(
            Playbooks.check(
                new KeeperRing(plane, PLANE.source(TestPlane.OWNER)).incidents(), KeeperRing.class))
        .isEmpty();
    assertThat(Playbooks.check(VantageRing.types(), VantageRing.class)).isEmpty();
    IncidentType<Object> stuck = IncidentType.whenOverdue(IncidentMachine.STUCK);
    assertThat(Playbooks.check(List.of(stuck), IncidentMachine.class)).isEmpty();
  }

  @Test
  void aPlaybookThatLacksAStepOrAPageIsNamed() {
    IncidentType<Object> unknown = IncidentType.whenOverdue("no_such_incident");
    IncidentType<Object> more = IncidentType.whenOverdue("ring_late");
    assertThat(Playbooks.check(List.of(unknown, more), KeeperRing.class))
        .containsExactly(
            "no_such_incident has no playbook no_such_incident.md beside " + KeeperRing.class,
            "the playbook of ring_late has the steps [Wake every worker], and its attempts are []");
  }
}
