package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineState;
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
          Ending ending = ended(step, pair, standby, major, token);
          if (ending.run().isEmpty()) {
            return failed(pair, failover, ending.otherwise(), token);
          }
          String done;
          try {
            done =
                UpgradeCluster.outcome(ending.run().get())
                    .map(made -> done(pair, failover, standby, made, token))
                    .orElse("the upgrade was lost; it begins again");
          } catch (ActFailed e) {
            done = failed(pair, failover, String.valueOf(e.getMessage()), token);
          }
          step.end(reach.vantage(), hands.host(standby), Hands.on(standby, token), SHORT);
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
   * @param run the step once it has ended
   * @param otherwise why it never will
   */
  private record Ending(Optional<DetachedRun> run, String otherwise) {}

  /**
   * The customer waits meanwhile: not for a machine that does not run, and for no other that says
   * nothing for long.
   */
  private Ending ended(UpgradeCluster step, Pair pair, ServerRecord standby, int major, Token token)
      throws InterruptedException {
    Instant heard = Instant.now();
    while (true) {
      Optional<DetachedRun> run = poll(step, standby);
      if (run.filter(one -> one.state() == DetachedRun.State.ENDED).isPresent()) {
        return new Ending(run, "");
      }
      if (run.isPresent()) {
        heard = Instant.now();
      } else if (!runs(standby) || heard.plus(COMES_BACK).isBefore(Instant.now())) {
        return new Ending(Optional.empty(), "the copy's server does not answer");
      }
      if (run.filter(one -> one.state() != DetachedRun.State.RUNNING).isPresent()
          && !begun(step, pair, standby, major, token)) {
        return new Ending(Optional.empty(), "the leader was not stopped in order");
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  /** Empty when nothing was heard. */
  private Optional<DetachedRun> poll(UpgradeCluster step, ServerRecord standby) {
    try {
      return Optional.of(step.poll(reach.vantage(), hands.host(standby), SHORT));
    } catch (SshTrouble e) {
      return Optional.empty();
    }
  }

  /** The leader was stopped before; asked again, it says where. False when that was by force. */
  private boolean begun(
      UpgradeCluster step, Pair pair, ServerRecord standby, int major, Token token) {
    StoppedAt at = hands.stopForGood(pair.need(Role.LEADER), token, Duration.ZERO, SHORT);
    if (at.inOrder()) {
      step.startOrAdopt(
          reach.vantage(),
          hands.host(standby),
          Hands.on(standby, token),
          spec(pair, standby).withMajor(Optional.of(major)),
          standby.getSystemIdentifier(),
          at,
          SHORT);
    }
    return at.inOrder();
  }

  private boolean runs(ServerRecord server) {
    return reach
        .provider()
        .describe(server.getProviderId())
        .filter(machine -> machine.state() == MachineState.RUNNING)
        .isPresent();
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
