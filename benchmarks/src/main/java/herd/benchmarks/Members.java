package herd.benchmarks;

import java.sql.SQLException;

/** Members of a ring in the books, made in one statement. */
public final class Members {

  public static final String KIND = "bench";

  private Members() {}

  public static void fill(Plane plane, int members) throws SQLException {
    plane.sql(
        """
        insert into control.subject (id, kind, owner, name, state, beat_ms)
        select gen_random_uuid(), '%s', '%s', 'member ' || n, 'WATCHED', 0
        from generate_series(1, %d) n
        """
            .formatted(KIND, Plane.SERVICE, members));
  }
}
