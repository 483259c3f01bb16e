package herd.production.placement;

/** Whether the leader's commits wait for a standby (SAFETY 11). */
public enum Standing {
  /** It is being made, is behind, or was lost: no commit may be taken to wait for it. */
  NONE,
  /** Every commit that was acknowledged since has reached it. */
  QUALIFIED
}
