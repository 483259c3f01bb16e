package herd.fleet.postgres;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one look is to do.
 *
 * @param queries asked in order, each in a transaction of its own, sent in one packet; together
 *     they should stay under 16 KB
 * @param commits 0, or it ends with a {@link TinyCommit} like a customer's (SAFETY 7), unless those
 *     of so many earlier looks hang
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
    return Stream.concat(before.stream(), Stream.of(TinyCommit.likeACustomers(commits))).toList();
  }
}
