package herd.fleet.postgres;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one look is to do.
 *
 * @param queries asked in order, each in a transaction of its own, sent in one packet; together
 *     they should stay under 16 KB
 * @param commits whether it ends with a tiny commit that waits for whatever a customer's commit
 *     waits for (SAFETY 7)
 * @param urgent whether its login goes before ordinary ones
 * @param pooled whether it goes through a connection pooler, which takes no settings at login
 * @param limit wall time for the whole look, however slowly the other side drips; no statement may
 *     run longer than three quarters of it
 */
public record Look(
    PostgresTarget target,
    String database,
    List<Query> queries,
    boolean commits,
    boolean urgent,
    boolean pooled,
    Duration limit) {

  /**
   * Needs no table and no right, and writes a commit record that is flushed and replicated like any
   * other. In a server in recovery it fails. A time-out drops the socket and never cancels; the
   * backend then waits on until the standby returns or the names are cleared, so the monitor role
   * should have a connection limit.
   */
  private static final Query TINY_COMMIT =
      Query.of("select pg_catalog.pg_logical_emit_message(true, 'herd', '')");

  public Look {
    queries = List.copyOf(queries);
  }

  public static Look of(
      PostgresTarget target, String database, List<Query> queries, Duration limit) {
    return new Look(target, database, queries, false, false, false, limit);
  }

  public Look committing() {
    return new Look(target, database, queries, true, urgent, pooled, limit);
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
    if (!commits) {
      return queries;
    }
    List<Query> before = queries.isEmpty() ? List.of(Query.of("select 1")) : queries;
    return Stream.concat(before.stream(), Stream.of(TINY_COMMIT)).toList();
  }
}
