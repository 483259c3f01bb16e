package herd.starter.resource;

import herd.tier.Doubt;
import herd.tier.resource.Grant;
import java.util.Set;

/**
 * What the resource machine sees of one resource.
 *
 * @param grant where the grant's exchange stands
 * @param placed it has its room on a server
 * @param serverReady that server has answered once, and is not destroyed
 * @param serverGone that server was destroyed with all it held
 * @param longTransaction one of its transactions is older than any may be
 * @param limit how it stands to its plan's limits
 * @param serverTroubles the types of its server's open incidents
 */
public record ResourceSeen(
    boolean wanted,
    Grant grant,
    boolean placed,
    boolean serverReady,
    boolean serverGone,
    boolean tenantMade,
    boolean tenantDropped,
    boolean answers,
    boolean freshly,
    String outcome,
    boolean bad,
    int votes,
    boolean configPending,
    boolean provisionedPending,
    boolean planPending,
    boolean resetPending,
    boolean cutPending,
    boolean longTransaction,
    Limit limit,
    Set<String> serverTroubles,
    String why)
    implements Doubt {

  /** How a resource stands to its plan's limits. */
  public enum Limit {
    /** This look did not measure it. */
    UNKNOWN,
    /** Within them, and free to write. */
    WITHIN,
    /** Over, and still within its grace. */
    OVER,
    /** Over for too long, or by far too much: writing must be taken away. */
    MUST_BE_LIMITED,
    /** Writing is taken away, and it is still over. */
    LIMITED,
    /** Writing is taken away, and it must be vacuumed before it is measured again. */
    MUST_BE_VACUUMED,
    /** Within its limits again, while its grace still runs or writing is taken away. */
    MAY_BE_FREED
  }
}
