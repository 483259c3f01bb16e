package herd.tier.pool;

/** The pool of a tier's servers watches for ever; retired only when the service itself is. */
public enum PoolState {
  WATCHING,
  RETIRED
}
