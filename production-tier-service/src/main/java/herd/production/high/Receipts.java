package herd.production.high;

import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Fenced;
import herd.fleet.act.StaleToken;
import herd.fleet.provider.MachineState;
import herd.fleet.provider.ProviderTrouble;
import herd.fleet.replication.Checkpoint;
import herd.fleet.replication.MuteReceiver;
import herd.fleet.replication.Position;
import herd.fleet.replication.StoppedAt;
import herd.fleet.ssh.SshTrouble;
import herd.production.placement.Role;
import herd.production.plan.Receipt;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The ways to a receipt against an old leader (SAFETY 9). */
final class Receipts {

  private static final Duration FENCE = Duration.ofSeconds(6);
  private static final Duration CHECKPOINT = Duration.ofSeconds(10);

  /** What a shutdown in order may take. */
  private static final Duration IN_ORDER = Duration.ofSeconds(5);

  /** Before it is killed: what is already written may still reach the standby. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Hands hands;
  private final Reach reach;
  private final Fenced fenced;

  Receipts(Hands hands) {
    this.hands = hands;
    this.reach = hands.reach();
    this.fenced = reach.fenced();
  }

  /**
   * What one way to a receipt came to.
   *
   * @param end where the old leader's WAL ends, when it was shut down in order
   */
  record Had(Receipt grade, String why, Optional<String> end) {

    Had(Receipt grade, String why) {
      this(grade, why, Optional.empty());
    }

    static Had stopped(StoppedAt at, String how) {
      return new Had(
          Receipt.STOPPED,
          "stopped %s at %s on timeline %d".formatted(how, at.lsn(), at.timeline()),
          at.end());
    }
  }

  /**
   * The server's own stop and the standby's mute at once, and the first receipt counts; the
   * provider only when neither can be had.
   */
  Had any(Pair pair, Token token) throws InterruptedException {
    ServerRecord leader = pair.need(Role.LEADER);
    List<Callable<Had>> ways = new ArrayList<>();
    ways.add(() -> overSsh(leader, token));
    boolean mayMute =
        pair.failover().filter(Failover::qualified).isPresent()
            && pair.high().receipt() == Receipt.MUTE;
    if (mayMute) {
      ways.add(() -> muted(pair.need(Role.STANDBY), token));
    }
    List<String> failures = new ArrayList<>();
    Optional<Had> had = first(ways, failures);
    return had.isPresent()
        ? had.get()
        : byProvider(pair, leader, token, String.join("; ", failures));
  }

  private static Optional<Had> first(List<Callable<Had>> ways, List<String> failures)
      throws InterruptedException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      ExecutorCompletionService<Had> answers = new ExecutorCompletionService<>(threads);
      ways.forEach(answers::submit);
      for (int each = 0; each < ways.size(); each++) {
        try {
          return Optional.of(answers.take().get());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof StaleToken late) {
            throw late;
          }
          failures.add(String.valueOf(e.getCause()));
        }
      }
      return Optional.empty();
    } finally {
      // A stop that is still under way may land later: it is under our token, and only does what
      // the pursuit of the stopped receipt will do anyway.
      threads.shutdownNow();
    }
  }

  /** A shutdown in order ends only when the standby has everything; else it is not worth it. */
  Had inOrder(Pair pair, Token token) {
    ServerRecord leader = pair.need(Role.LEADER);
    try {
      checkpoint(leader, token);
    } catch (ActFailed e) {
      if (e.kind() != ActFailed.Kind.PRECONDITION) {
        throw e;
      }
      // It was stopped before by somebody who could not store the receipt any more.
    }
    StoppedAt at = hands.stopForGood(leader, token, IN_ORDER, IN_ORDER.plus(FENCE));
    return Had.stopped(at, at.inOrder() ? "in order" : "by force");
  }

  /** Beforehand, so that the one of the shutdown is short. */
  private void checkpoint(ServerRecord leader, Token token) {
    new Checkpoint(fenced)
        .run(
            reach.vantage(),
            hands.host(leader),
            Hands.on(leader, token),
            leader.getSystemIdentifier(),
            CHECKPOINT);
  }

  /** By its own server, else by its provider. */
  Had stopped(Pair pair, ServerRecord old, Token token) {
    try {
      return overSsh(old, token);
    } catch (SshTrouble | ActFailed e) {
      return byProvider(pair, old, token, String.valueOf(e.getMessage()));
    }
  }

  private Had overSsh(ServerRecord leader, Token token) {
    return Had.stopped(hands.stopForGood(leader, token, GRACE, FENCE), "over SSH");
  }

  /** Its calls know no tokens, so one that comes too late must not be made. */
  private Had byProvider(Pair pair, ServerRecord leader, Token token, String because) {
    if (runs(leader)) {
      if (!Leases.stands(reach.plane().dsl(), pair.id(), token)) {
        throw new StaleToken("the failover is another's by now");
      }
      reach.provider().stop(leader.getProviderId());
      if (runs(leader)) {
        throw new ProviderTrouble("the provider could not stop the machine; over SSH: " + because);
      }
    }
    return new Had(Receipt.STOPPED, "the provider says that its machine is stopped");
  }

  private boolean runs(ServerRecord server) {
    return reach
        .provider()
        .describe(server.getProviderId())
        .filter(machine -> machine.state() == MachineState.RUNNING)
        .isPresent();
  }

  private Had muted(ServerRecord standby, Token token) {
    Position at =
        new MuteReceiver(fenced)
            .run(
                reach.vantage(),
                hands.host(standby),
                Hands.on(standby, token),
                standby.getSystemIdentifier(),
                FENCE);
    return new Had(
        Receipt.MUTE,
        "the standby hears it no more; received %s, replayed %s on timeline %d"
            .formatted(at.receivedLsn(), at.replayedLsn(), at.timeline()));
  }
}
