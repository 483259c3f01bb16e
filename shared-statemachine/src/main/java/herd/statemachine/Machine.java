package herd.statemachine;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A state machine as data. {@code in} is one exhaustive switch, so a state without a rule does not
 * compile. Thinking is a pure function of the state and of what was seen (which includes the time):
 * it opens no connection and reads no clock.
 *
 * @param <S> the states
 * @param <A> the acts that may be asked for, by name
 * @param <V> what was seen: the subject's wish, the observations and the time, as a value
 */
public interface Machine<S extends Enum<S>, A extends Enum<A>, V> {

  String name();

  Class<S> states();

  Class<A> acts();

  S initial();

  Rule<S, A, V> in(S state);

  /** A state whose members come round at this beat; with several, slower and slower. */
  default Rule<S, A, V> every(Duration... beats) {
    return Rule.every(beats);
  }

  /** A final state: its members leave the ring. */
  default Rule<S, A, V> end() {
    return Rule.every();
  }

  /**
   * Asked before any state's own block, so that a rule which holds everywhere (unwanted means
   * destroying) spares each state the same line. Not asked in final states.
   */
  default Optional<Decision<S, A>> override(S state, V seen) {
    return Optional.empty();
  }

  /** The states an override may go to, for the graph checks and the diagrams. */
  default Set<S> overrides() {
    return Set.of();
  }

  /**
   * What to do about a member in this state that was seen so.
   *
   * @throws IllegalDecision when the block says something its rule does not allow: a bug in the
   *     machine, which becomes a {@code think_failed} incident and changes nothing
   */
  default Decision<S, A> think(S state, V seen) {
    Rule<S, A, V> rule = in(state);
    if (rule.isFinal()) {
      return Decision.stay("final");
    }
    Optional<Decision<S, A>> overridden = override(state, seen);
    Decision<S, A> decision = overridden.orElseGet(() -> rule.think(seen));
    boolean allowed =
        switch (decision) {
          case Decision.Stay<S, A> _ -> true;
          case Decision.Go<S, A>(S to, _) ->
              overridden.isPresent() ? overrides().contains(to) : rule.to().contains(to);
          case Decision.Ask<S, A>(A act, _) -> rule.asks().containsKey(act);
        };
    if (!allowed) {
      throw new IllegalDecision(
          "machine %s in state %s may not say %s".formatted(name(), state, decision));
    }
    return decision;
  }

  /** A think block said what its rule forbids. */
  final class IllegalDecision extends RuntimeException {
    IllegalDecision(String message) {
      super(message);
    }
  }
}
