package herd.fleet.postgres;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one look is to do.
 *
 * @param queries asked in order, each in a transaction of its own, sent in one packet; together
 *     they should stay under 16 KB
 * @param commits 0, or it ends with a tiny commit that waits for whatever a customer's commit waits
 *     for (SAFETY 7), unless so many of earlier looks hang
 * @param urgent whether its login goes before ordinary ones
 * @param pooled whether it goes through a connection pooler, which takes no settings at login
 * @param limit wall time for the whole look, however slowly the other side drips; no statement may
 *     run longer than three quarters of it
 */
public record Look(
    PostgresTarget target,
    String database,
    List<Query> queries,
    int commits,
    boolean urgent,
    boolean pooled,
    Duration limit) {

  /** A look that hangs with its commit keeps a connection; the monitor role has thirty. */
  private static final int MOST_HANGING = 10;

  /**
   * Needs no table and no right, and writes a commit record that is flushed and replicated like any
   * other. In a server in recovery it fails. A time-out drops the socket and never cancels; the
   * backend then waits on until the standby returns or the names are cleared, and keeps one of its
   * role's connections as long. So none is added to as many of the same role as may hang, each for
   * longer than a look takes: then there is no row.
   */
  private static final String TINY_COMMIT =
      "select pg_catalog.pg_logical_emit_message(true, 'herd', '') where $1 >"
          + " (select count(*) from pg_catalog.pg_stat_get_activity(null) a"
          + " join pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) me"
          + " on me.usesysid = a.usesysid and me.pid <> a.pid where a.state = 'active'"
          + " and a.query like '%pg_logical_emit_message%'"
          + " and a.query_start < pg_catalog.clock_timestamp() - interval '3 s')";

  public Look {
    queries = List.copyOf(queries);
  }

  public static Look of(
      PostgresTarget target, String database, List<Query> queries, Duration limit) {
    return new Look(target, database, queries, 0, false, false, limit);
  }

  public Look committing() {
    return committing(MOST_HANGING);
  }

  /** For who has time to hear of one that hangs from the look after it. */
  public Look committingUnlessOneHangs() {
    return committing(1);
  }

  private Look committing(int mostHanging) {
    return new Look(target, database, queries, mostHanging, urgent, pooled, limit);
  }

  public Look urgently() {
    return new Look(target, database, queries, commits, true, pooled, limit);
  }

  public Look throughPooler() {
    return new Look(target, database, queries, commits, urgent, true, limit);
  }

  /**
   * The statements as sent. Before the commit at least one must be answered, or silence could not
   * be told from a commit that waits.
   */
  List<Query> statements() {
    if (commits == 0) {
      return queries;
    }
    List<Query> before = queries.isEmpty() ? List.of(Query.of("select 1")) : queries;
    Query last = Query.of(TINY_COMMIT, Integer.toString(commits));
    return Stream.concat(before.stream(), Stream.of(last)).toList();
  }
}
