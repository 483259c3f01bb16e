package herd.controlplane.incident;

/** What an incident may ask for. */
public enum IncidentAct {
  /** Run the next attempt of its type, or again the one that was cut short. */
  ATTEMPT,
  /** Tell the customer. */
  TICKET,
  /** Call an operator. */
  PAGE
}
