package herd.production.follower;

import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Act;
import herd.tier.server.ServerIncidents;
import java.time.Duration;
import java.util.List;

/**
 * What may be wrong with a follower. Its machine mends it; the customer and a human hear of what
 * takes long. The playbooks stand beside this class.
 */
final class FollowerIncidents {

  static final List<IncidentType<FollowerSeen>> TYPES =
      List.of(
          IncidentType.<FollowerSeen>whenOverdue(FollowerMachine.FOLLOWER_STUCK)
              .attempt(itsMachine(Duration.ofMinutes(30)))
              .hiddenBy(ServerIncidents.POSTGRES_DOWN, ServerIncidents.SERVER_UNREACHABLE)
              .telling("Your follower does not follow its leader. It is being made again."),
          IncidentType.<FollowerSeen>whenSeen(
                  "follower_behind", s -> Finding.wrongIf(s.tooFarBehind()))
              .telling(
                  "Your follower is far behind its leader: long queries on it hold replay back, or"
                      + " its plan is too small for what its leader writes."),
          IncidentType.<FollowerSeen>whenOverdue(FollowerMachine.STUCK_FORMING)
              .telling("Your follower is taking longer to create than it should."),
          IncidentType.whenOverdue(FollowerMachine.STUCK_DETACHING),
          IncidentType.thinkFailed());

  private FollowerIncidents() {}

  /** Nothing but time: its own machine is at it. */
  private static Attempt itsMachine(Duration patience) {
    return new Attempt(
        "Let it mend itself", patience, _ -> Act.ofBooks(() -> "its machine is at work on it"));
  }
}
