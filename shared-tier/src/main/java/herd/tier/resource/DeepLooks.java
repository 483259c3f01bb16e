package herd.tier.resource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers when this process last logged in to each database itself, and what it counted there:
 * rows and tables need a session in the database, which is had every ten minutes at the most, and
 * as soon as it is on another server; the looks in between pass on what was counted. Lost with the
 * process, and then simply had again.
 */
public final class DeepLooks {

  private final Duration every;

  /**
   * What was counted in a database.
   *
   * @param server where it was then
   * @param unlogged tables that are empty after a crash or a promotion
   */
  public record Counted(UUID server, long rows, long tables, long unlogged) {}

  private record Last(long dueNanos, Counted counted) {}

  private final Map<UUID, Last> last = new ConcurrentHashMap<>();

  public DeepLooks(Duration every) {
    this.every = every;
  }

  public boolean due(UUID resource, UUID server) {
    Last before = last.get(resource);
    return before == null
        || !before.counted().server().equals(server)
        || System.nanoTime() - before.dueNanos() > 0;
  }

  /** Some spread keeps a thousand databases made in one minute from being due in one minute. */
  public void remember(UUID resource, Counted counted) {
    long spread = ThreadLocalRandom.current().nextLong(every.toNanos() / 5 + 1);
    last.put(resource, new Last(System.nanoTime() + every.toNanos() - spread, counted));
  }

  /** Empty when it was not looked at on that server yet. */
  public Optional<Counted> counted(UUID resource, UUID server) {
    return Optional.ofNullable(last.get(resource))
        .map(Last::counted)
        .filter(counted -> counted.server().equals(server));
  }

  /** The next look counts anew, as after a vacuum. */
  public void forget(UUID resource) {
    last.remove(resource);
  }
}
