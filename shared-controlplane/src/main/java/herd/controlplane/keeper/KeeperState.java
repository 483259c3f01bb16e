package herd.controlplane.keeper;

/** The life of a service's keeper. */
public enum KeeperState {
  WATCHING,
  RETIRED
}
