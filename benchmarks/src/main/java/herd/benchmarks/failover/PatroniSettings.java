package herd.benchmarks.failover;

import java.util.Map;

/** How Patroni is set: what its manual calls ttl, loop_wait and retry_timeout, in seconds. */
enum PatroniSettings {
  DEFAULTS(30, 10, 10, false),
  /** The least that it accepts, and synchronous as a premium database is. */
  TUNED(20, 1, 3, true);

  private final int ttl;
  private final int loopWait;
  private final int retryTimeout;
  private final boolean synchronous;

  PatroniSettings(int ttl, int loopWait, int retryTimeout, boolean synchronous) {
    this.ttl = ttl;
    this.loopWait = loopWait;
    this.retryTimeout = retryTimeout;
    this.synchronous = synchronous;
  }

  String words() {
    return "Patroni, ttl %d, loop_wait %d, retry_timeout %d, %s"
        .formatted(ttl, loopWait, retryTimeout, synchronous ? "synchronous" : "asynchronous");
  }

  boolean synchronous() {
    return synchronous;
  }

  /** What all members share, as its configuration spells it. */
  Map<String, Object> shared() {
    return Map.of(
        "ttl", ttl,
        "loop_wait", loopWait,
        "retry_timeout", retryTimeout,
        "synchronous_mode", synchronous,
        "postgresql", Map.of("use_pg_rewind", true));
  }
}
