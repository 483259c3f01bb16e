package herd.statemachine;

import java.util.Optional;
import java.util.Set;

/**
 * A machine in which something is otherwise: the mistakes one could make in it, each of which an
 * explorer must find.
 */
public abstract class Altered<S extends Enum<S>, A extends Enum<A>, V> implements Machine<S, A, V> {

  private final Machine<S, A, V> real;

  protected Altered(Machine<S, A, V> real) {
    this.real = real;
  }

  /** What the machine itself says. */
  protected final Machine<S, A, V> real() {
    return real;
  }

  @Override
  public Rule<S, A, V> in(S state) {
    return real.in(state);
  }

  @Override
  public Optional<Decision<S, A>> override(S state, V seen) {
    return real.override(state, seen);
  }

  @Override
  public Set<S> overrides() {
    return real.overrides();
  }

  @Override
  public String name() {
    return real.name() + " with a mistake";
  }

  @Override
  public Class<S> states() {
    return real.states();
  }

  @Override
  public Class<A> acts() {
    return real.acts();
  }

  @Override
  public S initial() {
    return real.initial();
  }
}
