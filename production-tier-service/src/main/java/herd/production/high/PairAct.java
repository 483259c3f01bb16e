package herd.production.high;

/** What a pair may ask for. */
public enum PairAct {
  /** Gives it a server for the standby, in another zone. */
  PLACE_STANDBY,
  /** Copies the leader, as a long step on the standby's server. */
  COPY_STANDBY,
  /** Starts it, streaming from the leader. */
  START_STANDBY,
  /** Lets the leader's commits wait for the standby, sees that they do, and only then says so. */
  QUALIFY,
  /** The standing is withdrawn, then the leader's commits are released. */
  RELEASE,
  /** The standby's server is given up. */
  REPLACE_STANDBY,
  /** A server that answers as a leader, and is none by the books, is stopped for good. */
  STOP_SECOND_LEADER,
  /** Starts it as the leader, also when it was stopped for good and nobody was promoted. */
  RESTART_LEADER,
  /** Tries all ways to a receipt at once. */
  FENCE,
  /** As a long step on the standby's server, which nothing starts meanwhile. */
  UPGRADE_STANDBY,
  PROMOTE,
  /** After a mute receipt, the stopped one. */
  STOP_OLD_LEADER,
  /** The provider boots the machine that it stopped. */
  BOOT_OLD_LEADER,
  /** Counts what only the old leader has, rewinds it, and makes it the standby. */
  REJOIN,
  /** The old leader's server is given up. */
  ABANDON_OLD_LEADER
}
