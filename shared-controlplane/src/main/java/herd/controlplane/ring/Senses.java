package herd.controlplane.ring;

import java.util.Optional;

/** Whether a worker could trust its own eyes while it looked (DESIGN: the blast brake). */
@FunctionalInterface
public interface Senses {

  /**
   * Asked about a look that came out bad, before it is believed.
   *
   * @param begunNanos when the look began, by {@link System#nanoTime}
   * @return why the look must be counted as blind, if so: the worker itself stalled meanwhile, or
   *     the vantage cannot see its references either
   */
  Optional<String> blindSince(long begunNanos);

  static Senses sharp() {
    return _ -> Optional.empty();
  }

  /** Both; the first reason counts. */
  default Senses and(Senses other) {
    return begun -> blindSince(begun).or(() -> other.blindSince(begun));
  }
}
