package herd.statemachine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Checks a machine's graph without running it: every state can be reached and can reach an end,
 * every waiting state is bounded, every beat is at most a minute, every act is asked somewhere and
 * bounded.
 */
public final class Lint {

  private Lint() {}

  /** What is wrong with the machine, one sentence each; empty when nothing is. */
  public static <S extends Enum<S>, A extends Enum<A>, V> List<String> check(
      Machine<S, A, V> machine) {
    List<String> wrong = new ArrayList<>();
    Set<S> reached = reachableFrom(machine, machine.initial());
    Set<A> asked = EnumSet.noneOf(machine.acts());
    for (S state : machine.states().getEnumConstants()) {
      Rule<S, A, V> rule = machine.in(state);
      asked.addAll(rule.asks().keySet());
      if (!reached.contains(state)) {
        wrong.add(state + " cannot be reached from " + machine.initial());
      }
      if (rule.isFinal()) {
        if (!rule.to().isEmpty() || rule.thinks()) {
          wrong.add(state + " is final, so it may neither think nor go anywhere");
        }
      } else {
        checkLiving(machine, state, rule, wrong);
      }
    }
    for (A act : machine.acts().getEnumConstants()) {
      if (!asked.contains(act)) {
        wrong.add("no state asks for the act " + act);
      }
    }
    return wrong;
  }

  private static <S extends Enum<S>, A extends Enum<A>, V> void checkLiving(
      Machine<S, A, V> machine, S state, Rule<S, A, V> rule, List<String> wrong) {
    if (!rule.thinks()) {
      wrong.add(state + " has no think block");
    }
    if (reachableFrom(machine, state).stream().noneMatch(end -> machine.in(end).isFinal())) {
      wrong.add(state + " cannot reach a final state");
    }
    if (rule.isRest() == rule.bound().isPresent()) {
      wrong.add(state + " must either rest or be bounded by within(…)");
    }
    for (Duration beat : rule.beats()) {
      if (!beat.isPositive() || beat.compareTo(Rule.LONGEST_BEAT) > 0) {
        wrong.add(state + " has a beat of " + beat + "; it must be more than 0 and at most 60 s");
      }
    }
    rule.asks()
        .forEach((act, limit) -> {
          if (!limit.isPositive()) {
            wrong.add(state + " asks for " + act + " without a bound");
          }
        });
  }

  private static <S extends Enum<S>, A extends Enum<A>, V> Set<S> reachableFrom(
      Machine<S, A, V> machine, S start) {
    Set<S> seen = EnumSet.of(start);
    Deque<S> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Rule<S, A, V> rule = machine.in(open.remove());
      List<S> next = new ArrayList<>(rule.to());
      if (!rule.isFinal()) {
        next.addAll(machine.overrides());
      }
      for (S state : next) {
        if (seen.add(state)) {
          open.add(state);
        }
      }
    }
    return seen;
  }
}
