package herd.tier.server;

/** Where a server is in its life. */
public enum ServerState {
  /** Being made: the machine, then its cluster, then Postgres. */
  CREATING,
  AVAILABLE,
  /** Something spoke for it being down; looked at from elsewhere before that is believed. */
  UNCERTAIN,
  /** Seen down from two vantages. */
  UNAVAILABLE,
  DESTROYING,
  DESTROYED
}
