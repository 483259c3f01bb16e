package herd.benchmarks.stage;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what must come about, with a bound. */
public final class Waiting {

  private static final Duration STEP = Duration.ofMillis(50);

  private Waiting() {}

  /** How long it took. */
  public static Duration until(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    long begun = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - begun > limit.toNanos()) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Lets time pass: the moments of a story, not a way to wait for an effect. */
  public static void pass(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
