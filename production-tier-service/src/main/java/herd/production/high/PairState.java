package herd.production.high;

/** Where a leader and its standby are in their life together. */
public enum PairState {
  /** The leader is alone; a standby is being made, caught up and qualified. */
  FORMING,
  /** A standby is there that may be promoted. */
  GUARDED,
  /** Something speaks against the leader; looked at from elsewhere before that is believed. */
  DOUBTFUL,
  /** Only Postgres died, and starting it again is sooner than a promotion. */
  RESTARTING,
  /** A story is confirmed; the old leader is being fenced. Without a receipt it ends here. */
  FENCING,
  /**
   * The old leader is stopped in order; its standby, which has everything, is made one of another
   * version of Postgres. Until it is promoted the old leader is the way back.
   */
  UPGRADING,
  /** There is a receipt; the standby is being promoted. */
  PROMOTING,
  /** The new leader is alone; the old one is stopped for good, and brought back or given up. */
  ALONE,
  /** Its plan has no standby, so it has none. */
  SINGLE,
  DISSOLVED
}
