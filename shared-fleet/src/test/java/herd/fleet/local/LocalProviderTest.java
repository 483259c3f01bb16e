package herd.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineRequest;
import herd.fleet.provider.MachineState;
import herd.fleet.provider.ProviderTrouble;
import herd.fleet.ssh.SshTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalProviderTest {
  private final TestFleet fleet = new TestFleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void aMachineAnswersOverSshAsTheUnprivilegedUser() {
    Machine machine = fleet.machine();

    assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
    assertThat(fleet.run(machine, "id -un")).isEqualTo(RunAs.here(System.getenv()).name());
    assertThat(fleet.run(machine, "echo $HERD_MACHINE")).isEqualTo(machine.providerId());
  }

  @Test
  void aRepeatedCreationMakesOneMachineAlsoFromManyProcessesAtOnce() {
    MachineRequest request = new MachineRequest(UUID.randomUUID(), "same", "a", 512, 1 << 30);

    List<Machine> made =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(i -> i % 2 == 0 ? fleet.provider : fleet.anotherProcess())
            .map(provider -> provider.create(request))
            .toList();

    assertThat(made).hasSize(4).allMatch(made.getFirst()::equals);
    assertThat(fleet.provider.list()).hasSize(1);
  }

  @Test
  void aStoppedMachineHasNoProcessesAndAStartedOneAnswersWithAnotherBootId() {
    Machine machine = fleet.machine();
    String boot = fleet.run(machine, "echo $HERD_BOOT_ID; setsid sleep 600 >/dev/null 2>&1 &");
    MachineFolder folder = fleet.provider.machine(machine.providerId());
    assertThat(folder.processes()).hasSizeGreaterThan(2);

    fleet.anotherProcess().stop(machine.providerId());

    assertThat(folder.processes()).isEmpty();
    assertThat(fleet.provider.describe(machine.providerId()).orElseThrow().state())
        .isEqualTo(MachineState.STOPPED);
    assertThatThrownBy(() -> fleet.run(machine, "true")).isInstanceOf(SshTrouble.class);

    fleet.provider.start(machine.providerId());
    assertThat(fleet.run(machine, "echo $HERD_BOOT_ID")).isNotEmpty().isNotEqualTo(boot);
  }

  @Test
  void aDestroyedMachineLeavesNothingAndIsNotMadeAgain() {
    Machine machine = fleet.machine();

    fleet.provider.destroy(machine.providerId());
    fleet.provider.destroy(machine.providerId());

    assertThat(fleet.processes()).isEmpty();
    assertThat(fleet.provider.list()).isEmpty();
    assertThat(fleet.provider.describe(machine.providerId()).orElseThrow().state())
        .isEqualTo(MachineState.DESTROYED);
    UUID id = UUID.fromString(machine.providerId());
    assertThatThrownBy(
            () -> fleet.provider.create(new MachineRequest(id, "token-" + id, "a", 512, 1 << 30)))
        .isInstanceOf(ProviderTrouble.class);
  }

  @Test
  void aMachineTakesNoMoreMemoryThanItHas() throws IOException {
    assumeThat(fleet.provider.memory())
        .as("control groups that this user may make, with the controller memory")
        .isPresent();
    Machine machine = fleet.machine();
    Path group = fleet.provider.memory().orElseThrow().parent().resolve(machine.providerId());

    // It keeps all of what has no line's end; 512 MiB is what the machine has.
    assertThat(fleet.run(machine, "head -c 2000m /dev/zero | tail -n 1 | wc -c")).isIn("", "0");

    assertThat(fleet.run(machine, "echo well")).isEqualTo("well");
    assertThat(Files.readAllLines(group.resolve("cgroup.procs"))).isNotEmpty();
    fleet.provider.destroy(machine.providerId());
    assertThat(group).doesNotExist();
  }

  @Test
  void portsAreNotReusedWhileAMachineRefersToThem() {
    Machine first = fleet.machine();
    fleet.provider.stop(first.providerId());
    Machine second = fleet.machine();

    assertThat(List.of(second.sshPort(), second.postgresPort()))
        .doesNotContain(first.sshPort(), first.postgresPort());
  }

  @Test
  void everyFaultIsFeltAndHealed() {
    Machine machine = fleet.machine();
    String id = machine.providerId();
    LocalFaults faults = fleet.provider.faults();

    faults.stopSsh(id);
    assertThat(kindOf(machine)).isIn(SshTrouble.Kind.REFUSED, SshTrouble.Kind.RESET);
    fleet.provider.resume();
    assertThat(kindOf(machine)).isEqualTo(SshTrouble.Kind.REFUSED);
    faults.heal(id);
    assertThat(fleet.run(machine, "echo well")).isEqualTo("well");

    faults.freeze(id);
    assertThat(kindOf(machine)).isEqualTo(SshTrouble.Kind.TIMED_OUT);
    faults.heal(id);
    assertThat(fleet.run(machine, "echo well")).isEqualTo("well");

    faults.loseServer(id);
    assertThat(kindOf(machine)).isIn(SshTrouble.Kind.REFUSED, SshTrouble.Kind.RESET);
    faults.heal(id);
    assertThat(fleet.run(machine, "echo well")).isEqualTo("well");

    faults.fillDisk(id);
    assertThat(
            Long.parseLong(
                fleet.run(machine, "du -sB1 --apparent-size " + machine.root() + " | cut -f1")))
        .isGreaterThan(machine.diskBytes() / 100 * 98);
    faults.heal(id);
    assertThat(
            Long.parseLong(
                fleet.run(machine, "du -sB1 --apparent-size " + machine.root() + " | cut -f1")))
        .isLessThan(machine.diskBytes() / 10);
  }

  @Test
  void asuspendedFleetComesBackAsItWas() {
    Machine machine = fleet.machine();

    fleet.provider.suspend();
    assertThat(fleet.processes()).isEmpty();
    assertThat(fleet.provider.list().getFirst().state()).isEqualTo(MachineState.RUNNING);

    fleet.anotherProcess().resume();
    assertThat(fleet.run(machine, "echo well")).isEqualTo("well");
  }

  private SshTrouble.Kind kindOf(Machine machine) {
    try {
      fleet.ssh.exec(fleet.here, fleet.target(machine), "true", new byte[0], Duration.ofSeconds(2));
      throw new AssertionError("it answered");
    } catch (SshTrouble e) {
      return e.kind();
    }
  }
}
