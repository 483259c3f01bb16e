package herd.production.plan;

/**
 * What a plan with a standby promises.
 *
 * @param synchronous a commit waits for the standby
 * @param lagBoundBytes how far an asynchronous standby may be behind to be promoted without a human
 * @param receipt the grade a promotion demands
 * @param neverReleases commits wait for a lost standby until it is back or another has taken its
 *     place, for as long as it takes (SAFETY 11); else they are released from it within seconds
 */
public record High(
    boolean synchronous, long lagBoundBytes, Receipt receipt, boolean neverReleases) {

  /** For a plan with one server, while it has two: on its way to another one nothing is lost. */
  public static final High WHILE_MOVING = new High(true, 16L << 20, Receipt.STOPPED, false);
}
