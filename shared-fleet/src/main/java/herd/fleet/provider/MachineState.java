package herd.fleet.provider;

/** What the provider says about a machine; not whether it answers. */
public enum MachineState {
  CREATING,
  RUNNING,
  STOPPED,
  /** Gone for good; its id is never used again. */
  DESTROYED
}
