package herd.controlplane.incident;

import static herd.controlplane.incident.IncidentState.RESOLVED;
import static herd.controlplane.incident.IncidentState.TRIGGERED;

/** What the books say of the incident in {@link Story}: its subject's and its own row. */
record Row(
    IncidentState state,
    boolean cleared,
    int attempt,
    End ended,
    boolean patienceOver,
    boolean retry,
    boolean paged) {

  static final Row NEW = new Row(TRIGGERED, false, 0, End.NONE, false, false, false);

  /** When the latest attempt ended: not at all, in an earlier state, or in the present one. */
  enum End {
    NONE,
    BEFORE,
    HERE
  }

  Row moved(IncidentState to) {
    return new Row(to, cleared, attempt, before(), patienceOver, retry, paged);
  }

  Row clear() {
    return new Row(state, true, attempt, ended, patienceOver, retry, paged);
  }

  /** Incidents.reopen: the same incident, from the start when it had been resolved. */
  Row reopened() {
    return state == RESOLVED
        ? new Row(TRIGGERED, false, 0, before(), patienceOver, retry, false)
        : new Row(state, false, attempt, ended, patienceOver, retry, paged);
  }

  Row impatient() {
    return new Row(state, cleared, attempt, ended, true, retry, paged);
  }

  Row toRetry() {
    return new Row(state, cleared, attempt, ended, patienceOver, true, paged);
  }

  Row begun(int number) {
    return new Row(state, cleared, number, End.NONE, false, false, paged);
  }

  Row over() {
    return new Row(state, cleared, attempt, End.HERE, false, retry, paged);
  }

  Row humanCalled() {
    return new Row(state, cleared, attempt, ended, patienceOver, retry, true);
  }

  /** The attempt that was cut short is made again; else the next one; after a retry, the first. */
  int cutShortOrNext() {
    boolean cutShort = attempt > 0 && ended == End.NONE;
    return retry ? 1 : cutShort ? attempt : attempt + 1;
  }

  private End before() {
    return ended == End.HERE ? End.BEFORE : ended;
  }
}
