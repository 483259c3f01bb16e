package herd.fleet.ssh;

import java.time.Duration;

/** The moment a call must be over, on this process's monotonic clock. */
record Deadline(long nanos, Duration limit) {
  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos(), limit);
  }

  /** What is left, at least a millisecond: zero means for ever to sockets. */
  Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
  }

  /** Past, or so near that a wait which ended now ended because of it. */
  boolean reached() {
    return nanos - System.nanoTime() < 5_000_000;
  }
}
