package herd.production.high;

import herd.fleet.Vantage;
import herd.fleet.postgres.KeptSessions;
import herd.fleet.postgres.Look;
import herd.fleet.postgres.PostgresTarget;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import herd.fleet.postgres.TinyCommit;
import herd.fleet.provider.MachineState;
import herd.fleet.replication.HearsLeader;
import herd.fleet.replication.NodeFacts;
import herd.fleet.replication.ReadProcessFacts;
import herd.fleet.replication.ReplicationSql;
import herd.fleet.replication.StandbySeen;
import herd.fleet.ssh.SshTrouble;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a pair is looked at from one vantage: several questions at once, each with a limit of its own
 * and none waiting for another. Kept sessions are the pair's own; an end-of-file on one makes the
 * pair due at once. Thread-safe.
 */
final class PairEyes {

  /** A leader that takes longer to commit a few bytes is no leader. */
  static final Duration LEADER_LIMIT = Duration.ofMillis(1200);

  private static final Duration STANDBY_LIMIT = Duration.ofSeconds(1);
  private static final Duration HOST_LIMIT = Duration.ofMillis(1200);
  private static final Duration HEARS_PATIENCE = Duration.ofMillis(900);

  /** A leader out of the standby's reach takes all of the patience, and the way there its time. */
  static final Duration HEARS_LIMIT = HEARS_PATIENCE.plusMillis(700);

  /** For whom a session is kept. */
  record Key(UUID pair, UUID server) {}

  private final Reach reach;
  private final Servers servers;
  private final KeptSessions<Key> sessions;

  PairEyes(Reach reach, Servers servers, KeptSessions<Key> sessions) {
    this.reach = reach;
    this.servers = servers;
    this.sessions = sessions;
  }

  /** A server's Postgres as it was seen. */
  record Node(Sighting sighting, Optional<NodeFacts> facts, List<StandbySeen> standbys) {
    static Node of(Sighting sighting) {
      List<Rows> rows = sighting.rows();
      if (rows.size() < 2 || rows.get(0).error().isPresent() || rows.get(0).values().isEmpty()) {
        return new Node(sighting, Optional.empty(), List.of());
      }
      return new Node(
          sighting, Optional.of(NodeFacts.from(rows.get(0))), StandbySeen.from(rows.get(1)));
    }
  }

  private Vantage vantage() {
    return reach.vantage();
  }

  /** With a commit such as a customer's; fresh when a kept session is not to be trusted. */
  Node leader(UUID pair, ServerRecord server, boolean fresh) {
    Look look = look(servers.monitor(server), LEADER_LIMIT).committing().urgently();
    Key key = new Key(pair, server.getId());
    return Node.of(
        fresh ? sessions.fresh(key, vantage(), look) : sessions.look(key, vantage(), look));
  }

  /** Whether its own disk takes a commit, whoever else it waits for. */
  boolean stores(ServerRecord server) {
    Look look =
        Look.of(
            servers.monitor(server), TenantSql.MONITOR_DATABASE, TinyCommit.alone(), LEADER_LIMIT);
    return TinyCommit.came(sessions.once(vantage(), look.urgently()));
  }

  Node standby(UUID pair, ServerRecord server) {
    Look look = look(servers.monitor(server), STANDBY_LIMIT).urgently();
    return Node.of(sessions.look(new Key(pair, server.getId()), vantage(), look));
  }

  private static Look look(PostgresTarget target, Duration limit) {
    return Look.of(
        target,
        TenantSql.MONITOR_DATABASE,
        List.of(ReplicationSql.NODE, ReplicationSql.STANDBYS),
        limit);
  }

  /** {@code alive} or {@code dead}, as the server says; or the outcome of asking it. */
  String host(ServerRecord server) {
    try {
      return new ReadProcessFacts(reach.unfenced())
              .run(vantage(), Servers.host(server, reach.identity()), HOST_LIMIT)
              .anythingAlive()
          ? "alive"
          : "dead";
    } catch (SshTrouble e) {
      return e.kind().outcome().word();
    }
  }

  /**
   * Whether the leader answers a call from the standby's host; empty when that could not be asked.
   */
  Optional<Boolean> hears(ServerRecord standby, ServerRecord leader) {
    try {
      return Optional.of(
          new HearsLeader(reach.unfenced())
              .run(
                  vantage(),
                  Servers.host(standby, reach.identity()),
                  leader.getAddress(),
                  leader.getPort(),
                  HEARS_PATIENCE));
    } catch (SshTrouble e) {
      return Optional.empty();
    }
  }

  /** What the provider says; empty when it knows no such machine any more. */
  Optional<MachineState> machine(ServerRecord server) {
    return reach.provider().describe(server.getProviderId()).map(machine -> machine.state());
  }

  /** Answers in a while; a question that throws or takes too long is not answered. */
  static final class Later<T> {
    private final FutureTask<T> task;
    private final long deadline;

    private Later(FutureTask<T> task, long deadline) {
      this.task = task;
      this.deadline = deadline;
    }

    static <T> Later<T> of(Callable<T> question) {
      return within(HOST_LIMIT.plusMillis(100), question);
    }

    static <T> Later<T> within(Duration limit, Callable<T> question) {
      FutureTask<T> task = new FutureTask<>(question);
      Thread.ofVirtual().start(task);
      return new Later<>(task, System.nanoTime() + limit.toNanos());
    }

    Optional<T> get() throws InterruptedException {
      try {
        return Optional.ofNullable(
            task.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
      } catch (ExecutionException | TimeoutException e) {
        task.cancel(true);
        return Optional.empty();
      }
    }
  }
}
