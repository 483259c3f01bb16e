package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Fenced;
import herd.fleet.replication.Checkpoint;
import herd.fleet.replication.CreateSlot;
import herd.fleet.replication.RewindResult;
import herd.fleet.replication.RewindToUpstream;
import herd.production.copy.StreamNames;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What becomes of the old leader after a failover. */
final class OldLeaderActs {

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration CHECKPOINT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Hands hands;
  private final Reach reach;
  private final Fenced fenced;
  private final Receipts receipts;
  private final StandbyActs standbys;

  OldLeaderActs(Hands hands, StandbyActs standbys) {
    this.hands = hands;
    this.reach = hands.reach();
    this.fenced = reach.fenced();
    this.receipts = new Receipts(hands);
    this.standbys = standbys;
  }

  /** The pursuit of the stopped receipt after a mute one. */
  Act stop(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          ServerRecord old = pair.need(Role.OLD_LEADER);
          Receipts.Had had = receipts.stopped(pair, old, token);
          return Failovers.receipt(reach.plane().dsl(), failover, had, pair.id(), token)
              ? had.why()
              : "too late";
        });
  }

  /**
   * Stops whoever leads and should not. That its placement says so is read again under the act's
   * own token, which is what a promotion of it would rest on, too.
   */
  Act stopSecond(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          ServerRecord second =
              pair.server(Role.OLD_LEADER).orElseGet(() -> pair.need(Role.STANDBY));
          boolean still =
              Placements.of(reach.plane().dsl(), pair.resource().getId()).stream()
                  .anyMatch(
                      one -> one.server().equals(second.getId()) && one.role() != Role.LEADER);
          return still ? receipts.stopped(pair, second, token).why() : "it is the leader by now";
        });
  }

  /**
   * Boots the machine that its provider stopped. Nothing starts Postgres on it by itself (SAFETY
   * 10), and the first act that reaches it lets it start as nothing but a standby.
   */
  Act boot(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          if (!Leases.stands(reach.plane().dsl(), pair.id(), token)) {
            return "too late";
          }
          reach.provider().start(pair.need(Role.OLD_LEADER).getProviderId());
          return "its machine boots";
        });
  }

  /** Counts what only the old leader has, rewinds it, and lets it begin again as the standby. */
  Act rejoin(Pair pair) {
    return hands.yielding(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          ServerRecord old = pair.need(Role.OLD_LEADER);
          Placement placed = pair.needPlaced(Role.OLD_LEADER);
          // Also when the provider stopped the machine: whatever starts it now starts a standby.
          hands.stopForGood(old, token, Duration.ZERO, SHORT);
          new Checkpoint(fenced)
              .run(
                  reach.vantage(),
                  hands.host(leader),
                  Hands.beside(leader, token),
                  leader.getSystemIdentifier(),
                  CHECKPOINT);
          new CreateSlot(fenced)
              .run(
                  reach.vantage(),
                  hands.host(leader),
                  Hands.beside(leader, token),
                  leader.getSystemIdentifier(),
                  StreamNames.slot(old.getId()),
                  SHORT);
          long failover = pair.failover().map(Failover::id).orElse(0L);
          RewindToUpstream step = new RewindToUpstream(new Detached(reach.ssh()), failover);
          Optional<RewindResult> result = rewound(step, pair, token);
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

  private Optional<RewindResult> rewound(RewindToUpstream step, Pair pair, Token token)
      throws InterruptedException {
    ServerRecord old = pair.need(Role.OLD_LEADER);
    DetachedRun run =
        step.startOrAdopt(
            reach.vantage(),
            hands.host(old),
            Hands.on(old, token),
            old.getSystemIdentifier(),
            hands.upstream(pair.need(Role.LEADER), pair.needPlaced(Role.OLD_LEADER)),
            SHORT);
    Optional<Long> lost = noted(pair, run, token);
    while (run.state() == DetachedRun.State.RUNNING) {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      run = step.poll(reach.vantage(), hands.host(old), SHORT);
      lost = lost.isPresent() ? lost : noted(pair, run, token);
    }
    try {
      return RewindToUpstream.outcome(run);
    } catch (ActFailed e) {
      step.end(reach.vantage(), hands.host(old), Hands.on(old, token), SHORT);
      throw e;
    }
  }

  /** At once: its server may be lost, or given up, before it is rewound. */
  private Optional<Long> noted(Pair pair, DetachedRun run, Token token) {
    Optional<Long> lost = RewindToUpstream.counted(run);
    if (lost.isPresent()) {
      hands.books(
          pair,
          token,
          in -> {
            Failovers.lost(in, pair.resource().getId(), lost);
            return "counted";
          });
    }
    return lost;
  }

  /** With what it held. Where its commits were not counted, the report says so. */
  Act abandon(Pair pair) {
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
