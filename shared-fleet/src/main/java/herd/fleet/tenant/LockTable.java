package herd.fleet.tenant;

import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table of locks that all tenants of a server share, and for which Postgres has no limit per
 * role. Full, it lets nobody log in, the superuser neither, and nobody write (SAFETY 18).
 *
 * @param room of the table, as Postgres plans it: {@code max_locks_per_transaction} for each
 *     connection
 * @param holders sessions of tenants that hold more than {@code max_locks_per_transaction}; all
 *     others together always find room
 */
public record LockTable(long room, List<Holder> holders) {

  /** What a session gets that asks for a lock, or for a login, when there is no room. */
  private static final String FULL = "53200 out of shared memory";

  /**
   * Answered while the table is full, over a session that is there already: whatever tells of users
   * or databases needs a lock in that very table. A session's database tells whose it is.
   */
  public static final Query QUERY =
      Query.of(
          """
          select pid, max(database), count(*),
                 current_setting('max_locks_per_transaction')::int8 * current_setting('max_connections')::int8
            from pg_catalog.pg_locks where not fastpath and mode <> 'SIReadLock' group by pid
          having count(*) > current_setting('max_locks_per_transaction')::int8 and max(database) >= 16384\
          """);

  /**
   * @param database the object id of its tenant's
   */
  public record Holder(int pid, long database, long held) {}

  /**
   * @param rows the answer to {@link #QUERY}
   */
  public static LockTable from(Rows rows) {
    List<Holder> holders =
        rows.values().stream()
            .map(row ->
                new Holder(
                    Math.toIntExact(number(row.get(0))), number(row.get(1)), number(row.get(2))))
            .toList();
    return new LockTable(holders.isEmpty() ? 0 : number(rows.values().getFirst().get(3)), holders);
  }

  private static long number(@Nullable String text) {
    return Long.parseLong(Optional.ofNullable(text).orElse("0"));
  }

  /** A look was refused, in whole or in part, because the table has no room. */
  public static boolean isFull(Sighting sighting) {
    return sighting.detail().contains(FULL)
        || sighting.rows().stream()
            .flatMap(rows -> rows.error().stream())
            .anyMatch(error -> error.startsWith(FULL));
  }

  /**
   * The sessions to end. Nobody is troubled while half of the table is free: a dump locks every
   * table there is. Then whoever holds more than an equal share loses its largest, until the rest
   * is within it.
   */
  public List<Holder> hogs(int tenants) {
    if (holders.stream().mapToLong(Holder::held).sum() <= room / 2) {
      return List.of();
    }
    Map<Long, Long> kept = new TreeMap<>();
    List<Holder> hogs = new ArrayList<>();
    holders.stream()
        .sorted(Comparator.comparingLong(Holder::held))
        .forEach(holder -> {
          if (kept.merge(holder.database(), holder.held(), Long::sum) > room / tenants) {
            hogs.add(holder);
          }
        });
    return hogs;
  }
}
