package herd.benchmarks.failover;

import java.util.Map;

/** How Patroni is set: what its manual calls ttl, loop_wait and retry_timeout, in seconds. */
enum PatroniSettings {
  DEFAULTS(30, 10, 10),
  /** The least that it accepts. */
  TUNED(20, 1, 3);

  private final int ttl;
  private final int loopWait;
  private final int retryTimeout;

  PatroniSettings(int ttl, int loopWait, int retryTimeout) {
    this.ttl = ttl;
    this.loopWait = loopWait;
    this.retryTimeout = retryTimeout;
  }

  String words() {
    return "Patroni, ttl %d, loop_wait %d, retry_timeout %d".formatted(ttl, loopWait, retryTimeout);
  }

  /** What all members share, as its configuration spells it. */
  Map<String, Object> shared() {
    return Map.of(
        "ttl", ttl,
        "loop_wait", loopWait,
        "retry_timeout", retryTimeout,
        "postgresql", Map.of("use_pg_rewind", true));
  }
}
