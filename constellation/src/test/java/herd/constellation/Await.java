package herd.constellation;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what others do, with a bound. */
final class Await {
  private static final Duration STEP = Duration.ofMillis(50);

  private Await() {}

  static void until(String what, Duration limit, BooleanSupplier condition) {
    var _ =
        some(what, limit, () -> condition.getAsBoolean() ? Optional.of(what) : Optional.empty());
  }

  static <T> T some(String what, Duration limit, Supplier<Optional<T>> condition) {
    long end = System.nanoTime() + limit.toNanos();
    Optional<T> answer = condition.get();
    while (answer.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
      answer = condition.get();
    }
    return answer.get();
  }
}
