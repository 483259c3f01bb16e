package herd.controlplane.incident;

import static herd.controlplane.incident.IncidentAct.ATTEMPT;
import static herd.controlplane.incident.IncidentAct.PAGE;
import static herd.controlplane.incident.IncidentAct.TICKET;
import static herd.controlplane.incident.IncidentState.NEEDS_HUMAN;
import static herd.controlplane.incident.IncidentState.RESOLVED;
import static herd.controlplane.incident.IncidentState.RESOLVING;
import static herd.controlplane.incident.IncidentState.TRIGGERED;
import static herd.controlplane.incident.IncidentState.WAITING;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.util.Optional;
import java.util.Set;

/** The one machine that runs every type of incident. */
public final class IncidentMachine implements Machine<IncidentState, IncidentAct, IncidentSeen> {

  /** The incident that says an incident itself hangs; it has no attempts and goes to a human. */
  public static final String STUCK = "incident_stuck";

  @Override
  public String name() {
    return "incident";
  }

  @Override
  public Class<IncidentState> states() {
    return IncidentState.class;
  }

  @Override
  public Class<IncidentAct> acts() {
    return IncidentAct.class;
  }

  @Override
  public IncidentState initial() {
    return TRIGGERED;
  }

  @Override
  public Optional<Decision<IncidentState, IncidentAct>> override(
      IncidentState state, IncidentSeen seen) {
    return seen.cleared() ? Optional.of(go(RESOLVED, "the condition is gone")) : Optional.empty();
  }

  @Override
  public Set<IncidentState> overrides() {
    return Set.of(RESOLVED);
  }

  @Override
  public Rule<IncidentState, IncidentAct, IncidentSeen> in(IncidentState state) {
    return switch (state) {
      // Hidden behind its cause an incident may wait for long; the cause is bounded in its own
      // right.
      case TRIGGERED ->
          every(ofMillis(500), ofSeconds(1), ofSeconds(5))
              .to(RESOLVING, NEEDS_HUMAN)
              .rests()
              .think(s ->
                  s.hiddenBy().isPresent()
                      ? stay("explained by " + s.hiddenBy().get())
                      : s.attempts() > 0
                          ? go(RESOLVING, "there is something to try")
                          : go(NEEDS_HUMAN, "nothing can be tried"));
      case RESOLVING ->
          every(ofMillis(500), ofSeconds(1), ofSeconds(5))
              .to(WAITING)
              .asks(ATTEMPT, ofMinutes(5))
              .within(ofMinutes(30), STUCK)
              .think(s ->
                  s.endedHere()
                      ? go(WAITING, "attempt %d has ended".formatted(s.begun()))
                      : ask(ATTEMPT, "an attempt is due"));
      // Each attempt's own patience bounds the wait for it, be it seconds or a month of grace.
      case WAITING ->
          every(ofMillis(500), ofSeconds(1), ofSeconds(5), ofSeconds(60))
              .to(RESOLVING, NEEDS_HUMAN)
              .asks(TICKET, ofSeconds(30))
              .rests()
              .think(IncidentMachine::wait);
      case NEEDS_HUMAN ->
          every(ofSeconds(1), ofSeconds(5), ofSeconds(15))
              .to(RESOLVING)
              .asks(TICKET, ofSeconds(30))
              .asks(PAGE, ofSeconds(30))
              .rests()
              .think(s ->
                  s.ticketWritten() || s.ticketDue()
                      ? ask(TICKET, "the customer should know")
                      : s.pageDue()
                          ? ask(PAGE, "an operator is needed")
                          : s.retry() && s.attempts() > 0
                              ? go(RESOLVING, "an operator asked for another try")
                              : stay("waiting for an operator"));
      case RESOLVED -> end();
    };
  }

  private static Decision<IncidentState, IncidentAct> wait(IncidentSeen s) {
    if (s.sinceEnd().orElse(s.patience()).compareTo(s.patience()) < 0) {
      return s.ticketWritten()
          ? ask(TICKET, "an attempt wrote to the customer")
          : stay("waiting for looks to find it mended");
    }
    return s.begun() < s.attempts()
        ? go(RESOLVING, "attempt %d did not help".formatted(s.begun()))
        : go(NEEDS_HUMAN, "every attempt was made");
  }
}
