package herd.controlplane.ring;

import herd.controlplane.Subject;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.incident.Incidents;
import herd.controlplane.incident.Occasion;
import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one round comes to: the decision, the member's way back into the ring, and the incidents it
 * opens and clears. Pure: the same round at the same time always gives the same verdict.
 */
record Verdict<S extends Enum<S>, A extends Enum<A>, V>(
    Round<A, V> round,
    Decision<S, A> decision,
    Queue.Return back,
    List<String> opens,
    List<String> clears) {

  /** A look older than this when it is thought about (the control plane was away) says nothing. */
  private static final Duration STALE = Duration.ofSeconds(5);

  static <S extends Enum<S>, A extends Enum<A>, V> Verdict<S, A, V> of(
      Ring<S, A, V> ring,
      Round<A, V> round,
      List<Observation> recalled,
      Instant now,
      Duration age) {
    Subject subject = round.subject();
    Machine<S, A, V> machine = ring.machine();
    S state = Enum.valueOf(machine.states(), subject.state());
    Optional<Look> counted =
        round.look().filter(look -> !look.isBlind()).filter(_ -> age.compareTo(STALE) < 0);
    if (counted.isEmpty()) {
      int stumbles = round.failure().isPresent() ? subject.stumbles() + 1 : subject.stumbles();
      return unseen(ring, round, state, now, stumbles);
    }
    V seen;
    Decision<S, A> decision;
    try {
      seen = round.visit().seen(counted.get(), recalled, now);
      decision = machine.think(state, seen);
    } catch (RuntimeException | Error e) {
      Round<A, V> failed =
          new Round<A, V>(subject, round.visit(), round.look(), Optional.of(e), round.endedNanos());
      return unseen(ring, failed, state, now, subject.stumbles() + 1);
    }
    boolean fulfilled = counted.get().well() && fulfilled(ring, state, decision);
    boolean held = subject.held().filter(until -> until.isAfter(now)).isPresent();
    if (held && decision instanceof Decision.Ask<S, A>(A act, _)) {
      decision = Decision.stay("held by an operator, else " + act);
    }
    S after = decision instanceof Decision.Go<S, A>(S to, _) ? to : state;
    Occasion<V> occasion =
        new Occasion<V>(
            after.name(),
            overdue(machine.in(after), subject, state, after, now),
            0,
            Optional.of(seen));
    return new Verdict<S, A, V>(
        round,
        decision,
        back(machine, subject, state, decision, fulfilled, now),
        found(ring, subject, occasion, machine.in(after).isFinal(), Finding.WRONG),
        found(ring, subject, occasion, machine.in(after).isFinal(), Finding.RIGHT));
  }

  /** A round that saw nothing: it threw, was blind, or came too late. */
  private static <S extends Enum<S>, A extends Enum<A>, V> Verdict<S, A, V> unseen(
      Ring<S, A, V> ring, Round<A, V> round, S state, Instant now, int stumbles) {
    Subject subject = round.subject();
    Rule<S, A, V> rule = ring.machine().in(state);
    Duration beat = rule.beat(Duration.between(subject.since(), now));
    boolean stumbled = stumbles > subject.stumbles();
    Duration delay =
        stumbled
            ? Duration.ofSeconds(Math.min(60, 1L << Math.min(stumbles, 6)))
            : Duration.ofSeconds(1);
    Occasion<V> occasion =
        new Occasion<V>(
            state.name(), overdue(rule, subject, state, state, now), stumbles, Optional.empty());
    return new Verdict<S, A, V>(
        round,
        Decision.stay(stumbled ? "the round failed" : "nothing was seen"),
        new Queue.Return(
            subject,
            state.name(),
            false,
            rule.lane(),
            beat,
            Optional.of(delay),
            Duration.ZERO,
            false,
            stumbles,
            false),
        found(ring, subject, occasion, false, Finding.WRONG),
        List.of());
  }

  private static <S extends Enum<S>, A extends Enum<A>, V> Queue.Return back(
      Machine<S, A, V> machine,
      Subject subject,
      S state,
      Decision<S, A> decision,
      boolean fulfilled,
      Instant now) {
    S after = decision instanceof Decision.Go<S, A>(S to, _) ? to : state;
    Rule<S, A, V> rule = machine.in(after);
    boolean moved = after != state;
    Duration inState = moved ? Duration.ZERO : Duration.between(subject.since(), now);
    Duration beat = rule.isFinal() ? Duration.ofSeconds(60) : rule.beat(inState);
    Duration keep = decision instanceof Decision.Ask<S, A> ? Acts.HOLD : Duration.ZERO;
    // Whoever has just moved steps on at once, unless it has come to rest.
    boolean atOnce = !keep.isZero() || (moved && !rule.isRest());
    return new Queue.Return(
        subject,
        after.name(),
        moved,
        rule.lane(),
        beat,
        rule.isFinal() ? Optional.empty() : Optional.of(atOnce ? Duration.ZERO : beat),
        keep,
        true,
        0,
        fulfilled);
  }

  /** Beyond the member's own row and its observation. */
  boolean changesBooks() {
    return decision instanceof Decision.Go || !opens.isEmpty() || !clears.isEmpty();
  }

  /**
   * It rests and asks for nothing, while it is well: in an outage a wish waits for its end. An
   * incident waits at rest too, and keeps what raised it.
   */
  private static <S extends Enum<S>, A extends Enum<A>, V> boolean fulfilled(
      Ring<S, A, V> ring, S state, Decision<S, A> decision) {
    return decision instanceof Decision.Stay
        && ring.machine().in(state).isRest()
        && !ring.kind().equals(Incidents.KIND);
  }

  private static <S extends Enum<S>, A extends Enum<A>, V> Optional<String> overdue(
      Rule<S, A, V> rule, Subject subject, S before, S after, Instant now) {
    return rule.bound()
        .filter(_ -> before == after)
        .filter(bound -> subject.since().plus(bound.limit()).isBefore(now))
        .map(Rule.Bound::incident);
  }

  /** Types that the subject does not have and should (WRONG), or has and should not (RIGHT). */
  private static <V> List<String> found(
      Ring<?, ?, V> ring, Subject subject, Occasion<V> occasion, boolean ended, Finding wanted) {
    List<String> names = new ArrayList<>();
    for (IncidentType<V> type : ring.incidents()) {
      Finding finding = ended ? Finding.RIGHT : type.finding().apply(occasion);
      boolean open = subject.troubles().contains(type.name());
      if (finding == wanted && open == (wanted == Finding.RIGHT)) {
        names.add(type.name());
      }
    }
    return names;
  }
}
