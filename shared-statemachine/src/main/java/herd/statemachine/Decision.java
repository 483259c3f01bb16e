package herd.statemachine;

/**
 * What a think block says about one member: stay, go to another state, or ask for an act and let
 * the next look judge it. Every decision carries its reason; the reason of a {@code Go} is kept for
 * ever.
 */
public sealed interface Decision<S, A> {

  String why();

  /** Nothing changes; the member comes round again after its beat. */
  record Stay<S, A>(String why) implements Decision<S, A> {}

  /** The member moves to another state. */
  record Go<S, A>(S to, String why) implements Decision<S, A> {}

  /** The state stays, and the named act is run under the member's lease. */
  record Ask<S, A>(A act, String why) implements Decision<S, A> {}

  static <S, A> Decision<S, A> stay(String why) {
    return new Stay<>(why);
  }

  static <S, A> Decision<S, A> go(S to, String why) {
    return new Go<>(to, why);
  }

  static <S, A> Decision<S, A> ask(A act, String why) {
    return new Ask<>(act, why);
  }
}
