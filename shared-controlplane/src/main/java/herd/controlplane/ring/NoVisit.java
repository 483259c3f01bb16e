package herd.controlplane.ring;

import herd.controlplane.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stands in for a visit that could not be made ready, or that this worker does not know how to
 * make.
 */
final class NoVisit<A extends Enum<A>, V> implements Visit<A, V> {

  /** A round of a member that is left to a newer worker. */
  static <A extends Enum<A>, V> Round<A, V> round(Subject member) {
    return new Round<A, V>(
        member,
        new NoVisit<A, V>(),
        Optional.of(Look.atOurBooks().blinded()),
        Optional.empty(),
        System.nanoTime());
  }

  @Override
  public Look look() {
    throw new IllegalStateException("there is no visit to make");
  }

  @Override
  public V seen(Look look, List<Observation> recalled, Instant now) {
    throw new IllegalStateException("there is no visit to make");
  }

  @Override
  public Act act(A name) {
    throw new IllegalStateException("there is no visit to make");
  }
}
