package herd.production.resource;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a look at a calm leader ends with a commit of its own (SAFETY 7): at every look while its
 * customer writes, else once in a while. An idle database is not made to fill its log with ours.
 * Remembered by this process only; forgotten, a leader is simply tried once more.
 */
final class CommitBeat {

  /**
   * More than a look's own commit and Postgres's housekeeping write between two looks, in bytes.
   */
  private static final long QUIET = 16_384;

  private final Duration longest;

  private record Last(long wal, boolean busy, long triedNanos) {}

  private final Map<UUID, Last> last = new ConcurrentHashMap<>();

  /**
   * @param longest between two commits on an idle database
   */
  CommitBeat(Duration longest) {
    this.longest = longest;
  }

  boolean due(UUID resource) {
    Last before = last.get(resource);
    return before == null
        || before.busy()
        || System.nanoTime() - before.triedNanos() > longest.toNanos();
  }

  /**
   * @param wal how far its log is written, in bytes
   */
  void seen(UUID resource, long wal, boolean tried) {
    last.compute(
        resource,
        (_, before) ->
            new Last(
                wal,
                before != null && Math.abs(wal - before.wal()) > QUIET,
                tried || before == null ? System.nanoTime() : before.triedNanos()));
  }
}
