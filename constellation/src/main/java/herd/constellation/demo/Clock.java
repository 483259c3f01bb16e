package herd.constellation.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The chapter's time: every line begins with the seconds since its start. */
final class Clock {
  private static final Duration STEP = Duration.ofMillis(100);

  private Instant start = Instant.now();

  void restart() {
    start = Instant.now();
  }

  Instant start() {
    return start;
  }

  String stamp() {
    return stamp(start, Instant.now());
  }

  static String stamp(Instant from, Instant at) {
    double seconds = Duration.between(from, at).toMillis() / 1000.0;
    return String.format(Locale.ROOT, "  %6.1f s  ", seconds);
  }

  /** Asks again and again until there is an answer. */
  <T> T await(String what, Duration patience, Supplier<Optional<T>> condition)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> answer = condition.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "waited %d s in vain: %s".formatted(patience.toSeconds(), what));
      }
      Thread.sleep(STEP);
    }
  }
}
