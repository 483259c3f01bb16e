package herd.controlplane.incident;

/** What one round says about one type of incident. */
public enum Finding {
  /** It is so: the incident is opened, or stays. */
  WRONG,
  /** It is not so: an open incident is cleared. */
  RIGHT,
  /** This round did not see it: nothing changes. */
  UNKNOWN;

  public static Finding wrongIf(boolean wrong) {
    return wrong ? WRONG : RIGHT;
  }
}
