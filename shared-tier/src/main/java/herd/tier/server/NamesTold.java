package herd.tier.server;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers when this process last wrote the names on each server into an observation, and which:
 * they change seldom, and in every look of a minute they would be most of what observations hold.
 * Lost with the process, and then simply written again.
 */
final class NamesTold {

  private static final Duration EVERY = Duration.ofMinutes(10);

  private record Told(int names, long dueNanos) {}

  private final Map<UUID, Told> last = new ConcurrentHashMap<>();

  /** True when they have changed, else for one look of a server in ten minutes. */
  boolean isTurn(UUID server, Inventory seen) {
    long now = System.nanoTime();
    Told before = last.get(server);
    if (before != null && before.names() == seen.hashCode() && now - before.dueNanos() < 0) {
      return false;
    }
    last.put(server, new Told(seen.hashCode(), now + EVERY.toNanos()));
    return true;
  }
}
