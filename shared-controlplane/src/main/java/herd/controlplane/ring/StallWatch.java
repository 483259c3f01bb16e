package herd.controlplane.ring;

import java.time.Duration;
import java.util.Optional;

/**
 * Notices that this process itself stood still or that its clock jumped: a tick more than 250 ms
 * late. A look that overlaps such a stall is blind, not bad. One per process; never stops before
 * the JVM.
 */
public final class StallWatch implements Senses {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration LATE = Duration.ofMillis(250);
  private static final StallWatch INSTANCE = new StallWatch();

  private volatile long stallEndedNanos = System.nanoTime() - Duration.ofHours(1).toNanos();
  private volatile long lastTickNanos = System.nanoTime();

  private StallWatch() {
    Thread.ofPlatform().daemon().name("stall-watch").start(this::watch);
  }

  public static StallWatch get() {
    return INSTANCE;
  }

  private void watch() {
    long wallMillis = System.currentTimeMillis();
    while (true) {
      try {
        Thread.sleep(TICK);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      long passed = now - lastTickNanos;
      long wallPassed = System.currentTimeMillis() - wallMillis;
      boolean jumped = Math.abs(wallPassed - Duration.ofNanos(passed).toMillis()) > LATE.toMillis();
      if (passed > TICK.plus(LATE).toNanos() || jumped) {
        stallEndedNanos = now;
      }
      lastTickNanos = now;
      wallMillis += wallPassed;
    }
  }

  @Override
  public Optional<String> blindSince(long begunNanos) {
    boolean stalledNow = System.nanoTime() - lastTickNanos > TICK.plus(LATE).toNanos();
    return stalledNow || stallEndedNanos - begunNanos > 0
        ? Optional.of("the worker itself stood still")
        : Optional.empty();
  }
}
