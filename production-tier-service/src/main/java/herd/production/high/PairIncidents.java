package herd.production.high;

import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.production.high.PairSeen.Grade;
import herd.production.high.PairSeen.Leader;
import herd.production.high.PairSeen.OldLeader;
import herd.production.high.PairSeen.Standing;
import java.time.Duration;
import java.util.List;

/**
 * What may be wrong with a pair. Its machine mends it, so most have no attempts of their own: they
 * say how long it takes and whom to call. The playbooks stand beside this class.
 */
final class PairIncidents {

  static final List<IncidentType<PairSeen>> TYPES =
      List.of(
          IncidentType.<PairSeen>whileIn(
                  "leader_lost", PairState.RESTARTING, PairState.FENCING, PairState.PROMOTING)
              .telling("Your database was interrupted. A standby is taking over."),
          IncidentType.whenSeen(
              "cannot_commit",
              s ->
                  s.leader() == Leader.UNSEEN
                      ? Finding.UNKNOWN
                      : Finding.wrongIf(s.leader() == Leader.MUTE)),
          IncidentType.<PairSeen>whenSeen("standby_lost", PairIncidents::oneCopy)
              .telling("Your database has one copy at the moment. A second one is being made."),
          IncidentType.whenSeen(
              "mute_receipt_open",
              s ->
                  Finding.wrongIf(
                      s.oldLeader() != OldLeader.NONE
                          && s.receipt().filter(Grade.MUTE::equals).isPresent())),
          IncidentType.whenOverdue(PairMachine.STUCK_FORMING),
          IncidentType.whenOverdue(PairMachine.NO_RECEIPT),
          IncidentType.whenOverdue(PairMachine.STUCK_PROMOTING),
          IncidentType.whenOverdue(PairMachine.STUCK_RESTARTING),
          IncidentType.whenOverdue(PairMachine.STUCK_ALONE),
          IncidentType.whenOverdue(PairMachine.UNDECIDED),
          IncidentType.thinkFailed());

  private static final Duration IN_PASSING = Duration.ofSeconds(60);

  private PairIncidents() {}

  /** A standby that is being made, or comes back by itself, is no trouble for the first minute. */
  private static Finding oneCopy(PairSeen seen) {
    if (!seen.leaderReady()) {
      return Finding.UNKNOWN;
    }
    boolean alone = seen.synchronous() ? seen.standing() == Standing.NONE : !seen.standbyFollows();
    return !alone
        ? Finding.RIGHT
        : seen.inState().compareTo(IN_PASSING) > 0 ? Finding.WRONG : Finding.UNKNOWN;
  }
}
