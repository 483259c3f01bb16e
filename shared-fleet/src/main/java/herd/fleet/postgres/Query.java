package herd.fleet.postgres;

import java.util.List;

/**
 * One statement for the extended protocol. Values go as parameters, as text, and never into the
 * statement.
 *
 * @param mostRows further rows are left unread, and {@link Rows#cut()} says so
 */
public record Query(String sql, List<String> params, int mostRows) {

  /** The number of rows a look at a whole server may need. */
  public static final int DEFAULT_ROWS = 1_000;

  public Query {
    params = List.copyOf(params);
  }

  public static Query of(String sql, String... params) {
    return new Query(sql, List.of(params), DEFAULT_ROWS);
  }
}
