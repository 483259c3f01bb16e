package herd.tier.pool;

/** What the pool may ask for. */
public enum PoolAct {
  /** Want one more server in the region that is shortest of room. */
  ADD_SERVER
}
