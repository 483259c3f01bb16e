package herd.production.follower;

/** The life of a follower. */
public enum FollowerState {
  /** The leader is copied for the first time. */
  FORMING,
  /** It streams from its leader. */
  FOLLOWING,
  /**
   * It does not, though its leader serves: it is pointed at it again, and in the end copied anew.
   */
  BROKEN,
  /** Its leader does not serve just now. */
  WAITING,
  /** It becomes a leader of its own. */
  DETACHING,
  /** It is no longer wanted; its slot goes. */
  LEAVING,
  /** It follows nobody any more. */
  ENDED
}
