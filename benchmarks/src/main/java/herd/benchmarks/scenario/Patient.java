package herd.benchmarks.scenario;

import herd.benchmarks.failover.Premium;
import herd.benchmarks.scenario.Step.Harm;
import herd.benchmarks.scenario.Step.Role;
import herd.benchmarks.stage.Stage;
import herd.fleet.local.LocalFaults;
import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The database that a story is about, and what can be done to its servers. */
final class Patient implements AutoCloseable {

  private final Stage stage;
  private final Premium database;
  private final URI url;
  private final Map<String, Process> jams = new HashMap<>();
  private final Map<String, Process> stalls = new HashMap<>();
  private final Map<String, Crowd> crowds = new HashMap<>();
  private String oldLeader = "";
  private String oldStandby = "";

  /**
   * @param url as its customer has it
   */
  Patient(Stage stage, Premium database, URI url) {
    this.stage = stage;
    this.database = database;
    this.url = url;
  }

  Premium database() {
    return database;
  }

  UUID id() {
    return database.resource();
  }

  /** Who it was done to. */
  String suffer(Harm harm, Role role) throws SQLException, IOException, InterruptedException {
    String server = server(role);
    if (role == Role.LEADER) {
      oldLeader = server;
    } else if (role == Role.STANDBY) {
      oldStandby = server;
    }
    LocalFaults faults = stage.provider.faults();
    switch (harm) {
      case LOSE -> faults.loseServer(server);
      case KILL_POSTGRES -> faults.killPostgres(server);
      case FREEZE -> faults.freeze(server);
      case WAKE -> faults.thaw(server);
      case BREAK_SSH -> faults.stopSsh(server);
      case REFUSE_TO_STOP -> faults.refuseToStop(server);
      case JAM_FENCE -> jam(server);
      case FREE_FENCE -> free(server);
      case HEAL -> heal(server);
      case CUT_FROM_HERD -> stage.networks.cutFromHerd(zone(server));
      case CUT_FROM_SERVERS -> stage.networks.cutFromServers(zone(server));
      case MEND_NETWORK -> stage.networks.mend(zone(server));
      case STALL_DISK -> stalls.put(server, faults.stallDisk(server));
      case WAKE_DISK -> wake(taken(stalls, server));
      case FILL_DISK -> faults.fillDisk(server);
      case TAKE_CONNECTIONS -> crowds.put(server, Crowd.at(login(server)));
      case GIVE_CONNECTIONS -> taken(crowds, server).close();
    }
    return server;
  }

  private String server(Role role) throws SQLException {
    String server =
        switch (role) {
          case LEADER -> database.leader();
          case STANDBY -> database.standby();
          case OLD_LEADER -> oldLeader;
          case OLD_STANDBY -> oldStandby;
        };
    if (server.isEmpty()) {
      throw new IllegalStateException("there is no " + role);
    }
    return server;
  }

  private String zone(String server) {
    return stage.provider.describe(server).orElseThrow().zone();
  }

  /** A machine that was given up and destroyed meanwhile needs nothing. */
  private void heal(String server) {
    boolean there =
        stage
            .provider
            .describe(server)
            .map(Machine::state)
            .filter(state -> state != MachineState.DESTROYED)
            .isPresent();
    if (there) {
      stage.provider.faults().heal(server);
    }
  }

  /** A stranger holds the lock of the server's fence, as an act does that hangs in the kernel. */
  private void jam(String server) throws IOException, InterruptedException {
    Machine machine = stage.provider.describe(server).orElseThrow();
    Path fence = Path.of(machine.root(), "fence", server + ".fence");
    Process jam =
        new ProcessBuilder("flock", "-x", fence.toString(), "-c", "echo held; exec sleep 3600")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    jams.put(server, jam);
    if (jam.getInputStream().read() != 'h') {
      throw new IllegalStateException("the fence " + fence + " cannot be held");
    }
  }

  private void free(String server) throws InterruptedException {
    end(taken(jams, server));
  }

  private static <T> T taken(Map<String, T> from, String server) {
    return Optional.ofNullable(from.remove(server))
        .orElseThrow(() -> new IllegalStateException("nothing of the kind befell " + server));
  }

  private Side.Login login(String server) throws SQLException {
    String place = Optional.ofNullable(database.servers().get(server)).orElseThrow();
    return Side.Login.of(url, place, stage.networks.customers());
  }

  /** Its holder lets the disk go when there is nothing more to read. */
  private static void wake(Process holder) throws IOException, InterruptedException {
    holder.getOutputStream().close();
    if (!holder.waitFor(10, TimeUnit.SECONDS) || holder.exitValue() != 0) {
      throw new IllegalStateException("the disk does not wake up");
    }
  }

  private static void end(Process jam) throws InterruptedException {
    jam.descendants().forEach(ProcessHandle::destroyForcibly);
    jam.destroyForcibly();
    if (!jam.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the fence's holder does not end");
    }
  }

  @Override
  public void close() {
    crowds.values().forEach(Crowd::close);
    try {
      for (Process stall : stalls.values()) {
        wake(stall);
      }
      for (Process jam : jams.values()) {
        end(jam);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
