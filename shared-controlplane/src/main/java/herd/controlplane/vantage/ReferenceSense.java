package herd.controlplane.vantage;

import herd.controlplane.ring.Senses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Doubts a bad look while the vantage's references cannot be seen either. References are looked at
 * only when a look came out bad, and at most once a second however many did. Thread-safe. Not for
 * the vantage's own ring, whose looks are these references.
 */
public final class ReferenceSense implements Senses {

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final References references;
  private long checkedNanos = System.nanoTime() - Duration.ofHours(1).toNanos();
  private long failedNanos = checkedNanos;
  private Optional<String> trouble = Optional.empty();

  public ReferenceSense(List<Reference> references) {
    this.references = new References(references);
  }

  @Override
  public synchronized Optional<String> blindSince(long begunNanos) {
    if (System.nanoTime() - checkedNanos > FRESH.toNanos()) {
      Optional<String> now = references.trouble();
      checkedNanos = System.nanoTime();
      if (now.isPresent()) {
        trouble = now;
        failedNanos = checkedNanos;
      }
    }
    // Also when the references are good again: they failed while this look was under way.
    boolean failsNow = failedNanos == checkedNanos;
    return failsNow || failedNanos - begunNanos > 0 ? trouble : Optional.empty();
  }
}
