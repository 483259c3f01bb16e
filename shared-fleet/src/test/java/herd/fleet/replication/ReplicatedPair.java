package herd.fleet.replication;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.act.ActFailed;
import herd.fleet.act.Claim;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Unfenced;
import herd.fleet.local.TestFleet;
import herd.fleet.postgres.Login;
import herd.fleet.postgres.MonitorSecret;
import herd.fleet.postgres.PostgresTarget;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.ScramVerifier;
import herd.fleet.postgres.Secret;
import herd.fleet.postgres.Sighting;
import herd.fleet.postgres.TlsTrust;
import herd.fleet.provider.Machine;
import herd.fleet.server.Cluster;
import herd.fleet.server.ClusterSpec;
import herd.fleet.server.CreateCluster;
import herd.fleet.server.StartPostgres;
import herd.fleet.server.StopPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Two real servers: one with a cluster that standbys may stream from, and an empty one. */
final class ReplicatedPair implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** A server of the pair, and the certificate it got with its cluster. */
  static final class Node {
    final Machine machine;
    final Host host;
    final List<Claim> claims;
    String certificate = "";

    Node(TestFleet fleet) {
      machine = fleet.machine();
      host = Host.of(machine, fleet.identity);
      claims = List.of(Claim.exclusive(machine.providerId(), 1, 5));
    }
  }

  final TestFleet fleet = new TestFleet();
  final Fenced fenced = new Fenced(fleet.ssh);
  final Unfenced shell = new Unfenced(fleet.ssh);
  final Detached detached = new Detached(fleet.ssh);
  final MonitorSecret monitor = MonitorSecret.random();
  // A colon and a backslash mean something in a passfile.
  final String replicationPassword = "re:pl\\" + MonitorSecret.random().text();
  final Node first = new Node(fleet);
  final Node second = new Node(fleet);
  final String system;

  ReplicatedPair() {
    Cluster cluster =
        new CreateCluster(fenced)
            .run(
                fleet.here,
                first.host,
                first.claims.getFirst(),
                spec(first),
                monitor.verifier(32),
                Optional.of(ScramVerifier.of(replicationPassword)),
                LIMIT);
    first.certificate = cluster.certificate();
    system = cluster.systemIdentifier();
    assertThat(start(first)).isEqualTo("ready");
    sql(first, "create table ledger (n int primary key)");
  }

  static ClusterSpec spec(Node node) {
    return ClusterSpec.of(node.machine, 40);
  }

  /** Where a standby called so streams from, through a slot called so. */
  Upstream upstream(Node leader, String standby) {
    return new Upstream(
        leader.machine.address(),
        leader.machine.postgresPort(),
        leader.certificate,
        Secret.password(replicationPassword),
        standby,
        standby);
  }

  DetachedRun prepare(Node standby, Upstream upstream, String expectedSystem) {
    PrepareStandby act = new PrepareStandby(detached);
    act.startOrAdopt(
        fleet.here, standby.host, standby.claims, spec(standby), expectedSystem, upstream, LIMIT);
    // A successor that starts it again adopts it.
    act.startOrAdopt(
        fleet.here, standby.host, standby.claims, spec(standby), expectedSystem, upstream, LIMIT);
    await(() -> act.poll(fleet.here, standby.host, LIMIT).state() != DetachedRun.State.RUNNING);
    DetachedRun run = act.poll(fleet.here, standby.host, LIMIT);
    act.end(fleet.here, standby.host, standby.claims, LIMIT);
    return run;
  }

  String start(Node node) {
    return new StartPostgres(fenced)
        .run(fleet.here, node.host, node.claims.getFirst(), system, LIMIT);
  }

  void stop(Node node) {
    new StopPostgres(fenced).run(fleet.here, node.host, node.claims.getFirst(), system, LIMIT);
  }

  void synchronousNames(Node leader, Optional<String> standby) {
    new SetSynchronousNames(fenced)
        .run(fleet.here, leader.host, leader.claims, system, standby, LIMIT);
  }

  ProcessFacts processes(Node node) {
    return new ReadProcessFacts(shell).run(fleet.here, node.host, LIMIT);
  }

  NodeFacts facts(Node node) {
    return NodeFacts.from(look(node, ReplicationSql.NODE));
  }

  List<StandbySeen> standbys(Node node) {
    return StandbySeen.from(look(node, ReplicationSql.STANDBYS));
  }

  List<SlotSeen> slots(Node node) {
    return SlotSeen.from(look(node, ReplicationSql.SLOTS));
  }

  /** As workers look: from outside, as the monitor. */
  Rows look(Node node, Query query) {
    PostgresTarget target =
        new PostgresTarget(
            node.machine.address(),
            node.machine.postgresPort(),
            "herd_monitor",
            monitor.secret(),
            TlsTrust.certificate(node.certificate));
    Sighting seen = Login.fresh(fleet.here, target, "postgres", List.of(query), LIMIT);
    assertThat(seen.ok()).as(seen.toString()).isTrue();
    return seen.rows().getFirst();
  }

  boolean streams(Node leader, String standby) {
    return standbys(leader).stream()
        .anyMatch(
            seen -> seen.applicationName().equals(standby) && seen.state().equals("streaming"));
  }

  /** As the superuser, on the server. */
  String sql(Node node, String text) {
    return fleet.run(
        node.machine,
        "cd %s/run && PGCONNECT_TIMEOUT=5 $HERD_POSTGRES_BIN/psql -XqAt -h /proc/self/cwd -p %d -U postgres -c \"%s\" 2>&1"
            .formatted(node.machine.root(), node.machine.postgresPort(), text));
  }

  /** What may hang; the answer is what psql says. */
  CompletableFuture<String> sqlLater(Node node, String text) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> answer.complete(sql(node, text)));
    return answer;
  }

  boolean aCommitWaits(Node node) {
    return sql(node, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'")
        .equals("1");
  }

  DetachedRun rewind(Node old, Node leader, String slot) {
    RewindToUpstream act = new RewindToUpstream(detached, 1);
    Upstream upstream = upstream(leader, slot);
    act.startOrAdopt(fleet.here, old.host, old.claims, system, upstream, LIMIT);
    await(() -> act.poll(fleet.here, old.host, LIMIT).state() != DetachedRun.State.RUNNING);
    DetachedRun run = act.poll(fleet.here, old.host, LIMIT);
    act.end(fleet.here, old.host, old.claims, LIMIT);
    return run;
  }

  AppliedSettings settings(Node node, Map<String, String> settings) {
    return new ApplySettings(fenced)
        .run(fleet.here, node.host, node.claims, system, settings, LIMIT);
  }

  void drop(Node node, String slot) {
    new DropSlot(fenced).run(fleet.here, node.host, node.claims, system, slot, LIMIT);
  }

  void slot(Node node, String name) {
    new CreateSlot(fenced).run(fleet.here, node.host, node.claims, system, name, LIMIT);
  }

  Position mute(Node node) {
    return new MuteReceiver(fenced).run(fleet.here, node.host, node.claims, system, LIMIT);
  }

  Promoted promote(Node node) {
    return new PromoteStandby(fenced).run(fleet.here, node.host, node.claims, system, LIMIT);
  }

  StoppedAt stopForGood(Node node, Duration grace) {
    return new StopForGood(fenced).run(fleet.here, node.host, node.claims, system, grace, LIMIT);
  }

  void follow(Node standby, Node leader, String name) {
    new FollowUpstream(fenced)
        .run(fleet.here, standby.host, standby.claims, system, upstream(leader, name), LIMIT);
  }

  boolean hears(Node from, Node leader) {
    return new HearsLeader(shell)
        .run(
            fleet.here,
            from.host,
            leader.machine.address(),
            leader.machine.postgresPort(),
            Duration.ofSeconds(20));
  }

  String insert(Node node, String values, Object... numbers) {
    return sql(node, "insert into ledger select " + values.formatted(numbers));
  }

  String count(Node node) {
    return sql(node, "select count(*) from ledger");
  }

  void checkpoint(Node node) {
    new Checkpoint(fenced).run(fleet.here, node.host, node.claims, system, LIMIT);
  }

  static ActFailed.Kind refusal(Runnable act) {
    try {
      act.run();
    } catch (ActFailed e) {
      return e.kind();
    }
    throw new AssertionError("the act was not refused");
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    fleet.close();
  }
}
