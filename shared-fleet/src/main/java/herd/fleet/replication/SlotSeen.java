package herd.fleet.replication;

import static herd.fleet.replication.ReplicationSql.number;
import static herd.fleet.replication.ReplicationSql.text;
import static herd.fleet.replication.ReplicationSql.yes;

import herd.fleet.postgres.Rows;
import java.util.List;

/**
 * A slot of a server.
 *
 * @param retainedBytes WAL that is kept for it
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved}, {@code lost}
 */
public record SlotSeen(String name, boolean active, long retainedBytes, String walStatus) {

  /**
   * @param rows the answer to {@link ReplicationSql#SLOTS}
   * @throws IllegalArgumentException when the server refused it
   */
  public static List<SlotSeen> from(Rows rows) {
    return ReplicationSql.answered(rows, "slots").stream()
        .map(row -> new SlotSeen(text(row, 0), yes(row, 1), number(row, 2), text(row, 3)))
        .toList();
  }
}
