package herd.fleet.server;

import java.time.Duration;
import java.util.Map;

/**
 * How long the scripts wait for the postmaster, so that stopping, starting and the fence fit the
 * limit.
 */
final class PostmasterPatience {
  private static final Duration OVERHEAD = Duration.ofSeconds(5);

  private PostmasterPatience() {}

  static Map<String, String> within(Duration limit, String systemIdentifier) {
    long half = Math.max(2, limit.minus(OVERHEAD).toSeconds() / 2);
    return Map.of(
        "SYSTEM", systemIdentifier,
        "STOP_SECONDS", Long.toString(Math.min(half, 20)),
        "START_SECONDS", Long.toString(Math.min(half, 30)));
  }
}
