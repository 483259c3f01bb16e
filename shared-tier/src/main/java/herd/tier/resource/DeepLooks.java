package herd.tier.resource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers when this process last logged in to each database itself, and what it counted there:
 * rows and tables need a session in the database, which is had every ten minutes at the most; the
 * looks in between pass on what was counted. Lost with the process, and then simply had again.
 */
public final class DeepLooks {

  private final Duration every;

  private record Counted(long dueNanos, long rows, long tables) {}

  private final Map<UUID, Counted> counted = new ConcurrentHashMap<>();

  public DeepLooks(Duration every) {
    this.every = every;
  }

  public boolean due(UUID resource) {
    Counted last = counted.get(resource);
    return last == null || System.nanoTime() - last.dueNanos() > 0;
  }

  /** Some spread keeps a thousand databases made in one minute from being due in one minute. */
  public void remember(UUID resource, long rows, long tables) {
    long spread = ThreadLocalRandom.current().nextLong(every.toNanos() / 5 + 1);
    counted.put(resource, new Counted(System.nanoTime() + every.toNanos() - spread, rows, tables));
  }

  public Optional<Long> rows(UUID resource) {
    return Optional.ofNullable(counted.get(resource)).map(Counted::rows);
  }

  public Optional<Long> tables(UUID resource) {
    return Optional.ofNullable(counted.get(resource)).map(Counted::tables);
  }

  /** The next look counts anew, as after a vacuum. */
  public void forget(UUID resource) {
    counted.remove(resource);
  }
}
