package herd.tier.pool;

/** The pool of a tier's servers watches for ever; retired only when the service itself is. */
public enum PoolState {
  WATCHING,
  /** Room runs low. It is made once nobody waits for a database, or ten seconds later. */
  SHORT,
  RETIRED
}
