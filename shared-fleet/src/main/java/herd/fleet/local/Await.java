package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does, always with an end. */
final class Await {
  private static final Duration STEP = Duration.ofMillis(10);

  private Await() {}

  /** Whether the condition came true within the limit. */
  static boolean within(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ProviderTrouble("interrupted while waiting for a local process", e);
      }
    }
    return true;
  }
}
