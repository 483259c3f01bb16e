package herd.tier.server;

import herd.fleet.Outcome;
import herd.fleet.postgres.Look;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Sighting;
import herd.fleet.tenant.LockTable;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a server commits (SAFETY 7), asked by a login of its own: the session that goes on
 * answering when it does not is not to be lost for it. When each server was asked last lives in
 * this process, and is lost with it.
 */
final class CommitLooks {

  static final String COMMITS = "commits";

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Reach reach;
  private final Servers servers;
  private final Optional<Duration> every;
  private final Map<UUID, Long> dueNanos = new ConcurrentHashMap<>();

  /**
   * @param every how often each server is asked that commits; never when empty
   */
  CommitLooks(Reach reach, Servers servers, Optional<Duration> every) {
    this.reach = reach;
    this.servers = servers;
    this.every = every;
  }

  /**
   * Asks when it is its turn.
   *
   * @return commits, or why not in one safe line; empty when not asked, or not known: of a commit
   *     that does not come back in time the next look tells whether it hangs
   */
  Optional<String> look(ServerRecord row) {
    if (every.isEmpty()) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    Long due = dueNanos.get(row.getId());
    if (due != null && now - due < 0) {
      return Optional.empty();
    }
    Sighting seen =
        reach
            .sessions()
            .once(
                reach.vantage(),
                Look.of(
                        servers.monitor(row),
                        TenantSql.MONITOR_DATABASE,
                        List.of(Query.of("select 1")),
                        LIMIT)
                    .committingUnlessOneHangs());
    if (seen.ok()) {
      dueNanos.put(row.getId(), now + every.get().toNanos());
      return Optional.of(COMMITS);
    }
    dueNanos.remove(row.getId());
    return refused(seen) ? Optional.of(seen.detail()) : Optional.empty();
  }

  /**
   * The commit itself was answered. Without a free lock there is none, nor a login: that is an
   * incident of its own.
   */
  private static boolean refused(Sighting seen) {
    return seen.outcome() == Outcome.CANNOT_COMMIT
        && !seen.rows().isEmpty()
        && !LockTable.isFull(seen);
  }
}
