package herd.controlplane.vantage;

/** The life of a vantage. */
public enum VantageState {
  /** What it sees counts. */
  SEEING,
  /** Its workers take nothing, and it makes up no quorum. */
  BLIND,
  /** Nobody looks from here any more. */
  RETIRED
}
