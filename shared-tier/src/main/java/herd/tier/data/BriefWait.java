package herd.tier.data;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How a handler waits for the outcome of a wish it has recorded: by looking at the row, for a
 * bounded time. The outcome comes from the ring, with or without anybody waiting.
 */
public final class BriefWait {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private BriefWait() {}

  /** False when it did not happen in time. */
  public static boolean until(Duration limit, BooleanSupplier happened) {
    long end = System.nanoTime() + limit.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
