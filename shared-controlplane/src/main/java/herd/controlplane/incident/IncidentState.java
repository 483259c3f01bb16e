package herd.controlplane.incident;

/** The life of an incident. */
public enum IncidentState {
  TRIGGERED,
  RESOLVING,
  WAITING,
  NEEDS_HUMAN,
  RESOLVED
}
