package herd.fleet.postgres;

import java.util.List;

/**
 * A commit that holds nothing of anybody's. It needs no table and no right, and writes a commit
 * record that is flushed and replicated like any other; in a server in recovery it fails.
 *
 * <p>Whoever waits too long for it drops the socket and never cancels. The backend then waits on,
 * until the standby returns or the names are cleared, and keeps one of its role's connections as
 * long. So each is left out, and answers without a row, while too many of the same role hang.
 */
public final class TinyCommit {

  private static final String UNLESS_SO_MANY_HANG =
      "select pg_catalog.pg_logical_emit_message(true, '%1$s', '') where $1 >"
          + " (select count(*) from pg_catalog.pg_stat_get_activity(null) a"
          + " join pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) me"
          + " on me.usesysid = a.usesysid and me.pid <> a.pid where a.state = 'active'"
          + " and a.query like '%%emit_message(true, ''%1$s''%%'"
          + " and a.query_start < pg_catalog.clock_timestamp() - interval '%2$d s')";

  private static final String LIKE_A_CUSTOMERS = UNLESS_SO_MANY_HANG.formatted("herd", 3);
  private static final String ALONE = UNLESS_SO_MANY_HANG.formatted("herd-alone", 0);

  private TinyCommit() {}

  /**
   * Waits for whatever a customer's commit waits for.
   *
   * @param mostHanging none is added to so many that have hung for three seconds, which is longer
   *     than a look waits
   */
  static Query likeACustomers(int mostHanging) {
    return Query.of(LIKE_A_CUSTOMERS, Integer.toString(mostHanging));
  }

  /** Waits for the server's own disk and nobody else; the second answer tells. */
  public static List<Query> alone() {
    return List.of(Query.of("set synchronous_commit = local"), Query.of(ALONE, "1"));
  }

  /** Whether those queries' commit came off. */
  public static boolean came(Sighting alone) {
    return alone.ok()
        && alone.rows().stream().allMatch(rows -> rows.error().isEmpty())
        && !isLeftOut(alone.rows().getLast());
  }

  static boolean isLeftOut(Rows answer) {
    return answer.error().isEmpty() && answer.values().isEmpty();
  }
}
