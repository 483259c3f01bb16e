package herd.production.follower;

/** What a follower may ask for. */
public enum FollowerAct {
  /** Copies the leader, as a long step on the follower's server. */
  COPY,
  /** Points it at the server that leads now, and starts it. */
  FOLLOW,
  /** Lets the leader's standby keep WAL for it as well, should that one lead one day. */
  HOLD,
  /** Promotes it, and lets the leader keep nothing for it any more. */
  DETACH,
  /** Lets the leader keep nothing for it any more. */
  LEAVE
}
