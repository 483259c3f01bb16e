package herd.fleet.postgres;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one query gave.
 *
 * @param columns their names, as the server gave them
 * @param values row by row, as text; null is SQL's NULL
 * @param cut more rows were there than were asked for
 * @param error SQLSTATE and message when the server refused this statement; it answered all the
 *     same
 */
public record Rows(
    List<String> columns,
    List<List<@Nullable String>> values,
    boolean cut,
    Optional<String> error) {

  /** The single value of a query that gives one row with one column. */
  public Optional<String> single() {
    return values.isEmpty() || values.getFirst().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(values.getFirst().getFirst());
  }
}
