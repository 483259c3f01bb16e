package herd.production.resource;

import herd.production.credential.CredentialsDue;
import herd.production.maintenance.Maintenances;
import herd.production.pooler.PoolerSeen;
import herd.tier.Doubt;
import herd.tier.resource.Grant;
import java.util.Optional;

/**
 * What the resource machine sees of one resource.
 *
 * @param follows it is a read-only copy of another one
 * @param serversLeft servers of its own that are not destroyed yet
 * @param leaderReady its leader has answered once, and is not destroyed
 * @param released its servers were let go, and whatever it had is going with them
 * @param committed a commit of this look's own came off
 * @param connectionsUsed the part of its plan's connections in use, 0 to 1, if it was seen
 * @param frozenAge transactions since the oldest rows were frozen, if it was seen
 * @param credentials what is due for its logins
 * @param pooler its connection pool, if it is to have one
 * @param maintenanceOverdue one should be done by now
 * @param volumeNearlyFull the leader's disk, as its server's looks have it
 */
public record ResourceSeen(
    boolean wanted,
    boolean follows,
    Grant grant,
    int serversLeft,
    boolean leaderReady,
    boolean tenantMade,
    boolean released,
    Guard guard,
    boolean answers,
    boolean freshly,
    boolean committed,
    String outcome,
    boolean bad,
    int votes,
    boolean configPending,
    boolean provisionedPending,
    boolean planPending,
    boolean resetPending,
    boolean cutPending,
    CredentialsDue.Due credentials,
    boolean settingsPending,
    PoolerSeen pooler,
    Optional<Maintenances.Due> maintenance,
    boolean maintenanceOverdue,
    Optional<Double> connectionsUsed,
    Optional<Long> frozenAge,
    boolean volumeNearlyFull,
    String why)
    implements Doubt {

  /** How the standby of its plan is. */
  public enum Guard {
    /** Its plan has none. */
    NONE,
    /** Nobody makes one yet. */
    MISSING,
    FORMING,
    /** It was once there; what becomes of it is its pair's business. */
    FORMED,
    /** The same, and its leader stands still for as long as an upgrade takes. */
    UPGRADING
  }
}
