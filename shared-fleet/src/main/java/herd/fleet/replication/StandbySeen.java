package herd.fleet.replication;

import static herd.fleet.replication.ReplicationSql.number;
import static herd.fleet.replication.ReplicationSql.text;

import herd.fleet.postgres.Rows;
import java.util.List;

/**
 * One who streams from a server, as that server sees it.
 *
 * @param state {@code streaming}, {@code catchup}, {@code startup}, {@code backup}, {@code
 *     stopping}
 * @param syncState {@code sync}, {@code potential}, {@code quorum}, {@code async}
 * @param flushedLsn in bytes since 0/0, 0 when it has said nothing yet
 */
public record StandbySeen(
    String applicationName, String state, String syncState, long flushedLsn, long replayedLsn) {

  /**
   * @param rows the answer to {@link ReplicationSql#STANDBYS}
   * @throws IllegalArgumentException when the server refused it
   */
  public static List<StandbySeen> from(Rows rows) {
    return ReplicationSql.answered(rows, "standbys").stream()
        .map(row ->
            new StandbySeen(
                text(row, 0), text(row, 1), text(row, 2), number(row, 3), number(row, 4)))
        .toList();
  }
}
