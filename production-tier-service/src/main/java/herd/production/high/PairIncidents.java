package herd.production.high;

import herd.controlplane.Subject;
import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.incident.Occasion;
import herd.controlplane.ring.Act;
import herd.production.high.PairSeen.OldLeader;
import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import herd.tier.Votes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What may be wrong with a pair. Its machine mends it, so the attempt of most is to let it, for a
 * while; then the customer and a human hear of it. The playbooks stand beside this class.
 */
final class PairIncidents {

  private static final Set<String> LOST =
      Set.of(PairState.RESTARTING.name(), PairState.FENCING.name(), PairState.PROMOTING.name());

  private static final Duration IN_PASSING = Duration.ofSeconds(60);

  private PairIncidents() {}

  /**
   * @param letReplay what is tried on a standby that replays too slowly
   */
  static List<IncidentType<PairSeen>> types(Function<Subject, Act> letReplay) {
    return List.of(
        IncidentType.of("leader_lost", PairIncidents::leaderLost)
            .attempt(itsPair(Duration.ofMinutes(1)))
            .telling("Your database was interrupted. A standby is taking over."),
        IncidentType.<PairSeen>whenSeen("cannot_commit", PairIncidents::cannotCommit)
            .attempt(itsPair(Duration.ofMinutes(1))),
        IncidentType.<PairSeen>whenSeen("standby_lost", PairIncidents::oneCopy)
            .attempt(itsPair(Duration.ofMinutes(10)))
            .telling("Your database has one copy at the moment. A second one is being made."),
        IncidentType.<PairSeen>whenSeen(
                "mute_receipt_open",
                s ->
                    Finding.wrongIf(
                        s.oldLeader() != OldLeader.NONE
                            && s.receipt().filter(Receipt.MUTE::equals).isPresent()))
            .attempt(itsPair(Duration.ofMinutes(5))),
        // Stopped at once by the pair itself; a human is called all the same, for it must never be.
        IncidentType.whenSeen("two_leaders", PairIncidents::twoLeaders),
        // Nobody is promoted meanwhile (SAFETY 17), and only a human can say which libraries are
        // right.
        IncidentType.<PairSeen>whenSeen(
                "collation_mismatch",
                s -> s.sortAlike().map(alike -> Finding.wrongIf(!alike)).orElse(Finding.UNKNOWN))
            .telling(
                "Your database's standby cannot take over at the moment: it sorts text otherwise"
                    + " than its leader. We are working on it."),
        IncidentType.<PairSeen>whenSeen(
                "replay_lag", s -> s.replaysLate().map(Finding::wrongIf).orElse(Finding.UNKNOWN))
            .attempt(new Attempt("Let the standby replay", Duration.ofMinutes(2), letReplay))
            .telling(
                "Your database's standby is slow to replay what you write. A failover would take"
                    + " longer than usual until it has caught up."),
        IncidentType.whenOverdue(PairMachine.STUCK_FORMING),
        IncidentType.whenOverdue(PairMachine.NO_RECEIPT),
        IncidentType.whenOverdue(PairMachine.STUCK_UPGRADING),
        IncidentType.whenOverdue(PairMachine.STUCK_PROMOTING),
        IncidentType.whenOverdue(PairMachine.STUCK_RESTARTING),
        IncidentType.whenOverdue(PairMachine.STUCK_ALONE),
        IncidentType.whenOverdue(PairMachine.UNDECIDED),
        IncidentType.thinkFailed());
  }

  /**
   * A leader that commits is not lost; an upgrade takes it away on purpose, until it has failed.
   */
  private static Finding leaderLost(Occasion<PairSeen> now) {
    if (!LOST.contains(now.state())) {
      return Finding.RIGHT;
    }
    return now.seen()
        .map(s ->
            Finding.wrongIf(
                s.leader() != PairSeen.Leader.COMMITS
                    && s.upgrade() != Upgrade.Stage.DUE
                    && s.upgrade() != Upgrade.Stage.DONE))
        .orElse(Finding.UNKNOWN);
  }

  /** Nothing but time: the pair's own machine is at it, and nobody is called before it had some. */
  private static Attempt itsPair(Duration patience) {
    return new Attempt(
        "Let its pair mend it", patience, _ -> Act.ofBooks(() -> "its pair is at work on it"));
  }

  /** One vantage alone may be cut off from both servers; what it says is no news of either. */
  private static Finding cannotCommit(PairSeen seen) {
    return switch (seen.leader()) {
      case UNSEEN -> Finding.UNKNOWN;
      case MUTE -> seen.votesMute() >= Votes.QUORUM ? Finding.WRONG : Finding.UNKNOWN;
      case COMMITS, DOWN, FENCED, OTHER -> Finding.RIGHT;
    };
  }

  /** Over when the pair is whole again: by then what the second one wrote is dealt with. */
  private static Finding twoLeaders(PairSeen seen) {
    boolean whole =
        seen.oldLeader() == OldLeader.NONE
            && (seen.standbyFollows() || seen.standby() == PairSeen.Standby.NONE);
    return seen.twoLeaders() ? Finding.WRONG : whole ? Finding.RIGHT : Finding.UNKNOWN;
  }

  /** A standby that is being made, or comes back by itself, is no trouble for the first minute. */
  private static Finding oneCopy(PairSeen seen) {
    if (!seen.leaderReady()) {
      return Finding.UNKNOWN;
    }
    if (!seen.plansStandby()) {
      return Finding.RIGHT;
    }
    if (!seen.synchronous() && seen.leader() != PairSeen.Leader.COMMITS) {
      return Finding.UNKNOWN; // whom a lost leader's standby follows says nothing
    }
    // A standing that is never withdrawn says nothing of the standby's presence.
    boolean alone =
        seen.synchronous()
            ? seen.standing() == Standing.NONE
                || (seen.neverReleases()
                    && seen.votesMute() >= Votes.QUORUM
                    && !seen.standbyFollows())
            : !seen.standbyFollows();
    return !alone
        ? Finding.RIGHT
        : seen.inState().compareTo(IN_PASSING) > 0 ? Finding.WRONG : Finding.UNKNOWN;
  }
}
