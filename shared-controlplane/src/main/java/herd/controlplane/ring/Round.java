package herd.controlplane.ring;

import herd.controlplane.Subject;
import java.util.Optional;

/**
 * One member's round as far as it has come: taken, and looked at or failed.
 *
 * @param endedNanos when the look ended, by {@link System#nanoTime}
 */
record Round<A extends Enum<A>, V>(
    Subject subject,
    Visit<A, V> visit,
    Optional<Look> look,
    Optional<Throwable> failure,
    long endedNanos) {

  /**
   * What was seen amiss before its worker stood still, or its vantage went blind, is no news any
   * more when it is thought about.
   */
  Round<A, V> unlessBlindSince(Senses senses) {
    boolean old =
        look.filter(seen -> !seen.well()).isPresent() && senses.blindSince(endedNanos).isPresent();
    return old ? new Round<>(subject, visit, look.map(Look::blinded), failure, endedNanos) : this;
  }
}
