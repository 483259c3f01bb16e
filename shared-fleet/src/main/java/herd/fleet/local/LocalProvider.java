package herd.fleet.local;

import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineRequest;
import herd.fleet.provider.MachineState;
import herd.fleet.provider.Provider;
import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Servers on this machine, for a laptop, rehearsals and tests: each a folder, a real OpenSSH
 * endpoint and room for a Postgres cluster, all run by an unprivileged user, on loopback or in
 * their zone's own network ({@link ZoneNetworks}). Nothing is kept in the JVM: any process may act
 * on any machine, and they outlive the process that made them.
 */
public final class LocalProvider implements Provider {
  static final Duration DEATH = Duration.ofSeconds(15);

  private final Path folder;
  private final Binaries binaries;
  private final PortRange ports;
  private final RunAs as;
  private final String authorizedKey;
  private final ZoneNetworks networks;
  private final LocalDisks disks;
  private final Optional<MemoryGroups> memory;

  /**
   * @param folder where the machines are; made when missing
   * @param authorizedKey the public half of the key Herd logs in with
   */
  public LocalProvider(
      Path folder, Binaries binaries, PortRange ports, RunAs as, String authorizedKey) {
    try {
      this.folder = Files.createDirectories(folder).toRealPath();
    } catch (IOException e) {
      throw new ProviderTrouble("cannot make " + folder, e);
    }
    as.mustManage(this.folder.resolve("."));
    this.binaries = binaries;
    this.ports = ports;
    this.as = as;
    this.authorizedKey = authorizedKey;
    this.networks = ZoneNetworks.of(this.folder);
    this.disks = LocalDisks.of(this.folder);
    this.memory = MemoryGroups.here(as);
    FileLocks.holding(
        lock("provider"),
        () -> {
          LocalSshd.prepare(programs(), binaries.needSshd());
          return this.folder;
        });
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Machine create(MachineRequest request) {
    MachineFolder.Entry entry =
        FileLocks.holding(
            lock("provider"), () -> madeFor(request).orElseGet(() -> reserve(request)));
    MachineFolder machine = machine(entry.machine().providerId());
    return FileLocks.holding(lock(machine.id()), () -> finish(machine));
  }

  @Override
  public Optional<Machine> describe(String providerId) {
    return machine(providerId)
        .read()
        .or(() -> MachineFolder.read(tombstone(providerId)))
        .map(MachineFolder.Entry::machine);
  }

  @Override
  public List<Machine> list() {
    return entries().stream().map(MachineFolder.Entry::machine).toList();
  }

  @Override
  public void start(String providerId) {
    on(
        providerId,
        (machine, entry) -> {
          machine.write(entry.with(MachineState.RUNNING));
          if (!sshd(machine).running()) {
            sshd(machine).boot(entry.machine());
          }
        });
  }

  @Override
  public void stop(String providerId) {
    on(
        providerId,
        (machine, entry) -> {
          if (Files.exists(machine.stopRefused())) {
            throw new ProviderTrouble("machine " + providerId + " is not stopped, on purpose");
          }
          machine.write(entry.with(MachineState.STOPPED));
          killAll(machine);
        });
  }

  @Override
  public void reboot(String providerId) {
    stop(providerId);
    start(providerId);
  }

  @Override
  public void destroy(String providerId) {
    MachineFolder machine = machine(providerId);
    FileLocks.holding(
        lock(providerId),
        () -> {
          machine
              .read()
              .ifPresent(entry -> {
                MachineFolder.write(tombstone(providerId), entry.with(MachineState.DESTROYED));
                killAll(machine);
                memory.ifPresent(groups -> groups.forget(providerId));
                LocalDisks.remove(machine);
                LocalPostgres.delete(machine.path());
              });
          return providerId;
        });
  }

  /**
   * After this computer, or the process group, was stopped: boots what the provider says is running
   * and is not, but nothing that was broken on purpose.
   */
  public void resume() {
    for (Machine machine : list()) {
      MachineFolder at = machine(machine.providerId());
      if (machine.state() == MachineState.RUNNING && !Files.exists(at.sshBroken())) {
        start(machine.providerId());
      }
    }
  }

  /**
   * Before the laptop is closed: shuts every Postgres down in order and ends all processes; the
   * machines stay "running" for {@link #resume}.
   */
  public void suspend() {
    List<MachineFolder> all =
        list().stream().map(machine -> machine(machine.providerId())).toList();
    all.forEach(machine -> LocalProcesses.signal("CONT", machine.processes()));
    List<Path> running = all.stream().map(MachineFolder::data).filter(Files::exists).toList();
    running.forEach(data -> {
      PidFile postmaster = PidFile.read(data);
      if (postmaster.pid() > 0 && LocalProcesses.alive(postmaster.pid(), data)) {
        LocalProcesses.signal("INT", List.of(postmaster.pid()));
      }
    });
    // Whoever does not manage in time is killed below; crash recovery is what Postgres is good at.
    boolean inOrder =
        Await.within(
            DEATH, () -> running.stream().allMatch(data -> LocalProcesses.inside(data).isEmpty()));
    for (MachineFolder machine : all) {
      if (!inOrder || !machine.processes().isEmpty()) {
        killAll(machine);
      }
    }
  }

  /** For rehearsing failures. */
  public LocalFaults faults() {
    return new LocalFaults(this);
  }

  MachineFolder machine(String providerId) {
    // A folder's name, from outside: nothing but a uuid gets through.
    return new MachineFolder(folder.resolve(UUID.fromString(providerId).toString()));
  }

  LocalSshd sshd(MachineFolder machine) {
    return new LocalSshd(machine, programs(), binaries, as, networks, memory);
  }

  RunAs as() {
    return as;
  }

  /** Whether a machine gets no more memory than it has: see {@link MemoryGroups}. */
  public boolean holdsMemory() {
    return memory.isPresent();
  }

  Optional<MemoryGroups> memory() {
    return memory;
  }

  private Optional<MachineFolder.Entry> madeFor(MachineRequest request) {
    if (Files.exists(tombstone(request.id().toString()))) {
      throw new ProviderTrouble("machine " + request.id() + " was destroyed and is not made again");
    }
    Optional<MachineFolder.Entry> made =
        entries().stream()
            .filter(entry -> entry.clientToken().equals(request.clientToken()))
            .findFirst();
    if (made.isEmpty() && machine(request.id().toString()).read().isPresent()) {
      throw new ProviderTrouble("machine " + request.id() + " was made for another client token");
    }
    return made;
  }

  private MachineFolder.Entry reserve(MachineRequest request) {
    MachineFolder machine = machine(request.id().toString());
    try {
      Files.createDirectories(machine.path());
    } catch (IOException e) {
      throw new ProviderTrouble("cannot make " + machine.path(), e);
    }
    Set<Integer> taken =
        entries().stream()
            .map(MachineFolder.Entry::machine)
            .flatMap(made -> Stream.of(made.sshPort(), made.postgresPort(), made.poolerPort()))
            .collect(Collectors.toSet());
    Path cursor = folder.resolve("last-port");
    int sshPort = ports.next(taken, cursor);
    taken.add(sshPort);
    int postgresPort = ports.next(taken, cursor);
    taken.add(postgresPort);
    int poolerPort = ports.next(taken, cursor);
    Machine described =
        new Machine(
            machine.id(),
            MachineState.CREATING,
            request.zone(),
            networks.address(request.zone()),
            sshPort,
            as.name(),
            sshd(machine).layOut(authorizedKey),
            machine.disk().toString(),
            postgresPort,
            poolerPort,
            request.memoryMb(),
            request.diskBytes());
    MachineFolder.Entry entry = new MachineFolder.Entry(request.clientToken(), described);
    machine.write(entry);
    return entry;
  }

  private Machine finish(MachineFolder machine) {
    MachineFolder.Entry entry =
        machine
            .read()
            .orElseThrow(() -> new ProviderTrouble(machine.id() + " was destroyed meanwhile"));
    if (entry.machine().state() != MachineState.CREATING) {
      return entry.machine();
    }
    try {
      Files.createDirectories(machine.disk());
    } catch (IOException e) {
      throw new ProviderTrouble("cannot make " + machine.disk(), e);
    }
    disks.make(machine, entry.machine());
    as.own(machine.disk());
    sshd(machine).boot(entry.machine());
    MachineFolder.Entry up = entry.with(MachineState.RUNNING);
    machine.write(up);
    return up.machine();
  }

  private interface Change {
    void apply(MachineFolder machine, MachineFolder.Entry entry);
  }

  private void on(String providerId, Change change) {
    MachineFolder machine = machine(providerId);
    FileLocks.holding(
        lock(providerId),
        () -> {
          change.apply(
              machine,
              machine
                  .read()
                  .orElseThrow(() -> new ProviderTrouble("there is no machine " + providerId)));
          return providerId;
        });
  }

  /**
   * Like pulling the plug: again and again until a look finds nothing, because what dies may have
   * just forked.
   */
  private static void killAll(MachineFolder machine) {
    boolean gone =
        Await.within(
            DEATH,
            () -> {
              List<Long> left = machine.processes();
              LocalProcesses.signal("KILL", left);
              return left.isEmpty();
            });
    if (!gone) {
      throw new ProviderTrouble(
          "processes of machine %s do not die: %s".formatted(machine.id(), machine.processes()));
    }
  }

  private List<MachineFolder.Entry> entries() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> Files.exists(path.resolve("machine.json")))
          .sorted()
          .flatMap(path -> new MachineFolder(path).read().stream())
          .toList();
    } catch (IOException e) {
      throw new ProviderTrouble("cannot list " + folder, e);
    }
  }

  private Path programs() {
    return folder.resolve(".programs");
  }

  private Path lock(String name) {
    return folder.resolve(".locks").resolve(name);
  }

  private Path tombstone(String providerId) {
    return lock("x").resolveSibling(UUID.fromString(providerId) + ".destroyed");
  }
}
