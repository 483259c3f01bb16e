package herd.fleet.replication;

import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What looks ask of a leader or a standby: as {@code herd_monitor}, in the database {@code
 * postgres}, which no tenant can enter; the functions read catalogs only (SAFETY 20).
 */
public final class ReplicationSql {
  /** One row: {@link NodeFacts#from}. */
  public static final Query NODE =
      Query.of(
          "select in_recovery, timeline, written, flushed, received, replayed, replay_lag_ms, synchronous_names, redo_distance, receiver_streaming, receiver_age_ms, system_identifier, case when in_recovery then pg_catalog.pg_is_wal_replay_paused() end from herd.node()");

  /** Those who stream from this server: {@link StandbySeen#from}. */
  public static final Query STANDBYS =
      Query.of("select name, state, sync_state, flushed, replayed from herd.standbys()");

  /** What it keeps WAL for: {@link SlotSeen#from}. */
  public static final Query SLOTS =
      Query.of("select name, active, retained_bytes, wal_status from herd.slots()");

  /** All three, in this order, for one round trip. */
  public static final List<Query> ALL = List.of(NODE, STANDBYS, SLOTS);

  private ReplicationSql() {}

  static List<List<@Nullable String>> answered(Rows rows, String what) {
    rows.error()
        .ifPresent(error -> {
          throw new IllegalArgumentException(
              "the server refused to tell its %s: %s".formatted(what, error));
        });
    return rows.values();
  }

  static String text(List<@Nullable String> row, int column) {
    String value = row.get(column);
    return value == null ? "" : value;
  }

  static long number(List<@Nullable String> row, int column) {
    return Long.parseLong(text(row, column));
  }

  static boolean yes(List<@Nullable String> row, int column) {
    return text(row, column).equals("t");
  }
}
