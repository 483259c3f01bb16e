package herd.production.placement;

/** What a server is to its resource. */
public enum Role {
  /** It takes writes. There is one at most. */
  LEADER,
  /** It follows the leader, and may take over. */
  STANDBY,
  /** It was leader, is fenced, and is on its way back or out. */
  OLD_LEADER
}
