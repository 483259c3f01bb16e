package herd.frontdoor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers owners for a few seconds: a CLI command asks several times in a row. An owner never
 * changes, but a name can be given to another database, so not for longer. That an id is unknown is
 * not remembered: it may exist the next moment. Thread-safe.
 */
final class RememberedOwners implements Owners {

  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private record Known(String owner, long untilMillis) {}

  private final Owners asked;
  private final InstantSource clock;
  private final Map<String, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  RememberedOwners(Owners asked, InstantSource clock) {
    this.asked = asked;
    this.clock = clock;
  }

  @Override
  public Optional<String> ownerOf(String idOrName) {
    long now = clock.millis();
    synchronized (known) {
      Known present = known.get(idOrName);
      if (present != null && present.untilMillis() > now) {
        return Optional.of(present.owner());
      }
    }
    Optional<String> owner = asked.ownerOf(idOrName);
    synchronized (known) {
      known.remove(idOrName);
      owner.ifPresent(o -> known.put(idOrName, new Known(o, now + KEPT.toMillis())));
    }
    return owner;
  }
}
