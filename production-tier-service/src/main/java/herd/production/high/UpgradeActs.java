package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Host;
import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineState;
import herd.fleet.replication.StopForGood;
import herd.fleet.replication.StoppedAt;
import herd.fleet.replication.UpgradeCluster;
import herd.fleet.replication.UpgradeCluster.Upgraded;
import herd.fleet.server.ClusterSpec;
import herd.fleet.ssh.SshTrouble;
import herd.production.placement.Role;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes the standby one of another version of Postgres while its leader is stopped. */
final class UpgradeActs {

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration COMES_BACK = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Hands hands;
  private final Reach reach;

  UpgradeActs(Hands hands) {
    this.hands = hands;
    this.reach = hands.reach();
  }

  /**
   * A long step on the standby's server; whoever comes after a lost worker adopts it. What it ends
   * with is believed once: a standby whose upgrade failed is of no use, and the old leader is.
   */
  Act upgrade(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          int major = failover.upgrade().orElseThrow().major();
          ServerRecord standby = pair.need(Role.STANDBY);
          UpgradeCluster step = new UpgradeCluster(new Detached(reach.ssh()));
          Host host = hands.host(standby);
          StoppedAt at = stopped(pair, token);
          if (!at.inOrder()) {
            return failed(pair, failover, "the leader was not stopped in order", token);
          }
          Optional<DetachedRun> run = ended(step, pair, standby, major, at, token);
          if (run.isEmpty()) {
            return failed(pair, failover, "the copy's server does not answer", token);
          }
          String done;
          try {
            done =
                UpgradeCluster.outcome(run.get())
                    .map(made -> done(pair, failover, standby, made, token))
                    .orElse("the upgrade was lost; it begins again");
          } catch (ActFailed e) {
            done = failed(pair, failover, String.valueOf(e.getMessage()), token);
          }
          step.end(reach.vantage(), host, Hands.on(standby, token), SHORT);
          return done;
        });
  }

  private String failed(Pair pair, Failover failover, String why, Token token) {
    boolean told = Failovers.upgradeFailed(reach.plane().dsl(), failover, why, pair.id(), token);
    return (told ? "given up: " : "too late to give it up: ") + why;
  }

  private String done(
      Pair pair, Failover failover, ServerRecord standby, Upgraded made, Token token) {
    return hands.books(
        pair,
        token,
        in -> {
          Upgrade.Beginning begins = new Upgrade.Beginning(made.at().timeline(), made.at().lsn());
          if (!Failovers.upgraded(in, failover, begins, pair.id(), token)) {
            return "upgraded, and too late to say so";
          }
          hands.servers().upgraded(in, standby.getId(), made.cluster());
          return "upgraded to " + made.cluster().version();
        });
  }

  /**
   * The step once it has ended; empty when nothing is heard of the copy's server: its customer
   * waits, not for a machine that does not run, and for no other for long.
   */
  private Optional<DetachedRun> ended(
      UpgradeCluster step, Pair pair, ServerRecord standby, int major, StoppedAt until, Token token)
      throws InterruptedException {
    Host host = hands.host(standby);
    Instant heard = Instant.now();
    while (true) {
      try {
        DetachedRun run = step.poll(reach.vantage(), host, SHORT);
        heard = Instant.now();
        switch (run.state()) {
          case ENDED -> {
            return Optional.of(run);
          }
          case NONE, LOST ->
              step.startOrAdopt(
                  reach.vantage(),
                  host,
                  Hands.on(standby, token),
                  spec(pair, standby).withMajor(Optional.of(major)),
                  standby.getSystemIdentifier(),
                  until,
                  SHORT);
          case RUNNING -> {}
        }
      } catch (SshTrouble e) {
        if (!runs(standby) || heard.plus(COMES_BACK).isBefore(Instant.now())) {
          return Optional.empty();
        }
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  private boolean runs(ServerRecord server) {
    return reach
        .provider()
        .describe(server.getProviderId())
        .filter(machine -> machine.state() == MachineState.RUNNING)
        .isPresent();
  }

  /** It was stopped before; asked again, it says where. */
  private StoppedAt stopped(Pair pair, Token token) {
    ServerRecord leader = pair.need(Role.LEADER);
    return new StopForGood(reach.fenced())
        .run(
            reach.vantage(),
            hands.host(leader),
            Hands.on(leader, token),
            leader.getSystemIdentifier(),
            Duration.ZERO,
            SHORT);
  }

  private ClusterSpec spec(Pair pair, ServerRecord standby) {
    Machine machine =
        reach
            .provider()
            .describe(standby.getProviderId())
            .orElseThrow(() -> new IllegalStateException("the standby's machine is gone"));
    return ClusterSpec.of(machine, pair.plan().size().maxConnections());
  }
}
