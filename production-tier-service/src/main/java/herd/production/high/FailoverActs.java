package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Fenced;
import herd.fleet.provider.MachineState;
import herd.fleet.provider.ProviderTrouble;
import herd.fleet.replication.Checkpoint;
import herd.fleet.replication.CreateSlot;
import herd.fleet.replication.MuteReceiver;
import herd.fleet.replication.Position;
import herd.fleet.replication.PromoteStandby;
import herd.fleet.replication.Promoted;
import herd.fleet.replication.RewindResult;
import herd.fleet.replication.RewindToUpstream;
import herd.fleet.replication.StopForGood;
import herd.fleet.replication.StoppedAt;
import herd.fleet.server.StartAsLeader;
import herd.fleet.server.StartPostgres;
import herd.fleet.ssh.SshTrouble;
import herd.production.high.PairSeen.Grade;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
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
import java.util.concurrent.TimeUnit;

/** The acts of a failover, in the order in which they are asked for. */
final class FailoverActs {

  private static final Duration FENCE = Duration.ofSeconds(6);
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration PROMOTION = Duration.ofSeconds(30);
  private static final Duration START = Duration.ofSeconds(50);
  private static final Duration POLL = Duration.ofMillis(200);

  /** What a shutdown in order may take. */
  private static final Duration IN_ORDER = Duration.ofSeconds(5);

  /** Before it is killed: what is already written may still reach the standby. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Hands hands;
  private final Reach reach;
  private final Fenced fenced;
  private final StandbyActs standbys;

  FailoverActs(Hands hands, StandbyActs standbys) {
    this.hands = hands;
    this.reach = hands.reach();
    this.fenced = reach.fenced();
    this.standbys = standbys;
  }

  /** Starts it as the leader that the books say it is. */
  Act restart(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          return "Postgres is "
              + new StartAsLeader(fenced)
                  .run(
                      reach.vantage(),
                      hands.host(leader),
                      Hands.on(leader, token),
                      leader.getSystemIdentifier(),
                      START);
        });
  }

  /** What one way to a receipt came to. */
  private record Had(Grade grade, String why) {}

  /**
   * The server's own stop and the standby's mute at once, and the first receipt counts; the
   * provider only when neither can be had. Its calls know no tokens, so one must never land late.
   */
  Act fence(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          Had had = failover.planned() ? stoppedInOrder(pair, token) : anyReceipt(pair, token);
          boolean stored =
              Failovers.receipt(
                  reach.plane().dsl(), failover, had.grade(), had.why(), pair.id(), token);
          return (stored ? "receipt: " : "too late for the receipt: ")
              + had.grade()
              + ", "
              + had.why();
        });
  }

  private Had anyReceipt(Pair pair, Token token) throws InterruptedException {
    ServerRecord leader = pair.need(Role.LEADER);
    List<Callable<Had>> ways = new ArrayList<>();
    ways.add(() -> stopped(leader, token));
    boolean mayMute =
        pair.failover().filter(Failover::qualified).isPresent()
            && pair.plan().high().orElseThrow().receipt() == Receipt.MUTE;
    if (mayMute) {
      ways.add(() -> muted(pair.need(Role.STANDBY), token));
    }
    List<String> failures = new ArrayList<>();
    Optional<Had> had = first(ways, failures);
    return had.isPresent() ? had.get() : stoppedByProvider(leader, String.join("; ", failures));
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
  private Had stoppedInOrder(Pair pair, Token token) {
    ServerRecord leader = pair.need(Role.LEADER);
    checkpoint(leader, token);
    StoppedAt at =
        new StopForGood(fenced)
            .run(
                reach.vantage(),
                hands.host(leader),
                Hands.on(leader, token),
                leader.getSystemIdentifier(),
                IN_ORDER,
                IN_ORDER.plus(FENCE));
    return new Had(
        Grade.STOPPED,
        "stopped %s at %s on timeline %d"
            .formatted(at.inOrder() ? "in order" : "by force", at.lsn(), at.timeline()));
  }

  /** Beforehand, so that the one of the shutdown is short. */
  private void checkpoint(ServerRecord leader, Token token) {
    new Checkpoint(fenced)
        .run(
            reach.vantage(),
            hands.host(leader),
            Hands.on(leader, token),
            leader.getSystemIdentifier(),
            SHORT);
  }

  /** By its own server. */
  private Had stopped(ServerRecord leader, Token token) {
    StoppedAt at =
        new StopForGood(fenced)
            .run(
                reach.vantage(),
                hands.host(leader),
                Hands.on(leader, token),
                leader.getSystemIdentifier(),
                GRACE,
                FENCE);
    return new Had(
        Grade.STOPPED, "stopped over SSH at %s on timeline %d".formatted(at.lsn(), at.timeline()));
  }

  private Had stoppedByProvider(ServerRecord leader, String because) {
    boolean runs =
        reach
            .provider()
            .describe(leader.getProviderId())
            .filter(machine -> machine.state() == MachineState.RUNNING)
            .isPresent();
    if (runs) {
      reach.provider().stop(leader.getProviderId());
    }
    boolean stillRuns =
        reach
            .provider()
            .describe(leader.getProviderId())
            .filter(machine -> machine.state() == MachineState.RUNNING)
            .isPresent();
    if (stillRuns) {
      throw new ProviderTrouble("the provider could not stop the machine; over SSH: " + because);
    }
    return new Had(Grade.STOPPED, "the provider says that its machine is stopped");
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
        Grade.MUTE,
        "the standby hears it no more; received %s, replayed %s on timeline %d"
            .formatted(at.receivedLsn(), at.replayedLsn(), at.timeline()));
  }

  /** Reads the receipt again under its own token: no receipt, no promotion. */
  Act promote(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          if (!Failovers.mayPromote(reach.plane().dsl(), failover, pair.id(), token)) {
            return "there is no receipt";
          }
          ServerRecord standby = pair.need(Role.STANDBY);
          Promoted promoted = promoted(standby, token);
          boolean stored =
              Failovers.promoted(
                  reach.plane().dsl(),
                  failover,
                  promoted.timeline(),
                  promoted.lsn(),
                  pair.id(),
                  token);
          return stored
              ? "promoted to timeline %d at %s".formatted(promoted.timeline(), promoted.lsn())
              : "promoted, and too late to say so";
        });
  }

  private Promoted promoted(ServerRecord standby, Token token) {
    PromoteStandby act = new PromoteStandby(fenced);
    try {
      return act.run(
          reach.vantage(),
          hands.host(standby),
          Hands.on(standby, token),
          standby.getSystemIdentifier(),
          PROMOTION);
    } catch (ActFailed e) {
      if (e.kind() != ActFailed.Kind.PRECONDITION) {
        throw e;
      }
      // It died meanwhile, before its promotion or after.
      new StartPostgres(fenced)
          .run(
              reach.vantage(),
              hands.host(standby),
              Hands.on(standby, token).getFirst(),
              standby.getSystemIdentifier(),
              PROMOTION);
      return act.run(
          reach.vantage(),
          hands.host(standby),
          Hands.on(standby, token),
          standby.getSystemIdentifier(),
          PROMOTION);
    }
  }

  /** The pursuit of the stopped receipt after a mute one. */
  Act stopOld(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          ServerRecord old = pair.need(Role.OLD_LEADER);
          Had had;
          try {
            had = stopped(old, token);
          } catch (SshTrouble | ActFailed e) {
            had = stoppedByProvider(old, String.valueOf(e.getMessage()));
          }
          return Failovers.receipt(
                  reach.plane().dsl(), failover, had.grade(), had.why(), pair.id(), token)
              ? had.why()
              : "too late";
        });
  }

  /** Counts what only the old leader has, rewinds it, and lets it begin again as the standby. */
  Act rejoin(Pair pair) {
    return hands.ordinary(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          ServerRecord old = pair.need(Role.OLD_LEADER);
          Placement placed = pair.needPlaced(Role.OLD_LEADER);
          // Also when the provider stopped the machine: whatever starts it now starts a standby.
          new StopForGood(fenced)
              .run(
                  reach.vantage(),
                  hands.host(old),
                  Hands.on(old, token),
                  old.getSystemIdentifier(),
                  Duration.ZERO,
                  SHORT);
          new Checkpoint(fenced)
              .run(
                  reach.vantage(),
                  hands.host(leader),
                  Hands.beside(leader, token),
                  leader.getSystemIdentifier(),
                  PROMOTION);
          new CreateSlot(fenced)
              .run(
                  reach.vantage(),
                  hands.host(leader),
                  Hands.beside(leader, token),
                  leader.getSystemIdentifier(),
                  Pair.slot(old.getId()),
                  SHORT);
          RewindToUpstream step = new RewindToUpstream(new Detached(reach.ssh()));
          Optional<RewindResult> result = rewound(step, leader, old, placed, token);
          if (result.isEmpty()) {
            return "the rewind was lost; it begins again";
          }
          String done =
              hands.books(
                  pair,
                  token,
                  in -> {
                    Failovers.lost(in, placed.resource(), result.get().lostCommits());
                    if (!Placements.change(
                        in, placed, Role.STANDBY, Standing.NONE, Optional.empty())) {
                      return "its placement has changed meanwhile";
                    }
                    Failovers.end(in, placed.resource(), "REJOINED");
                    return "the old leader is rewound; commits only it had: "
                        + result.get().lostCommits().map(String::valueOf).orElse("unknown");
                  });
          // Only now: a successor that finds no record would count anew, on a rewound server.
          step.end(reach.vantage(), hands.host(old), Hands.on(old, token), SHORT);
          return done;
        });
  }

  private Optional<RewindResult> rewound(
      RewindToUpstream step, ServerRecord leader, ServerRecord old, Placement placed, Token token)
      throws InterruptedException {
    DetachedRun run =
        step.startOrAdopt(
            reach.vantage(),
            hands.host(old),
            Hands.on(old, token),
            old.getSystemIdentifier(),
            hands.upstream(leader, placed),
            SHORT);
    while (run.state() == DetachedRun.State.RUNNING) {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      run = step.poll(reach.vantage(), hands.host(old), SHORT);
    }
    try {
      return RewindToUpstream.outcome(run);
    } catch (ActFailed e) {
      step.end(reach.vantage(), hands.host(old), Hands.on(old, token), SHORT);
      throw e;
    }
  }

  Act abandonOld(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Placement old = pair.needPlaced(Role.OLD_LEADER);
          String done =
              hands.books(
                  pair,
                  token,
                  in -> {
                    Placements.remove(in, old.resource(), old.server());
                    reach.plane().subjects().in(in).unwant(old.server());
                    Failovers.end(in, old.resource(), "ABANDONED");
                    return "the old leader's server is given up";
                  });
          return done + standbys.dropSlot(pair.need(Role.LEADER), old.server(), token);
        });
  }
}
