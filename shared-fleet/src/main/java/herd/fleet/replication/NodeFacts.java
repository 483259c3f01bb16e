package herd.fleet.replication;

import static herd.fleet.replication.ReplicationSql.number;
import static herd.fleet.replication.ReplicationSql.text;
import static herd.fleet.replication.ReplicationSql.yes;

import herd.fleet.postgres.Rows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one server stands in replication. Positions are bytes since 0/0 and can be subtracted.
 *
 * @param timeline of a standby: the highest it is known to have followed
 * @param writtenLsn of a leader: handed to its system; of a standby: by its receiver, 0 without one
 * @param flushedLsn the same, synced
 * @param receivedLsn synced by a receiver since the start, 0 on a leader
 * @param replayedLsn 0 on a leader
 * @param replayLag how old the last replayed commit is while received WAL waits; on an idle leader
 *     it grows though nothing is missing, unless all that was received is replayed
 * @param redoDistanceBytes WAL since the last checkpoint's redo point: what a restart must replay
 * @param receiverMessageAgeMillis since the upstream was last heard; empty without a receiver
 * @param replayPaused it receives and replays nothing: by somebody's hand, or because its leader
 *     has more room (connections, locks) by now than it has itself
 */
public record NodeFacts(
    boolean inRecovery,
    int timeline,
    long writtenLsn,
    long flushedLsn,
    long receivedLsn,
    long replayedLsn,
    Optional<Duration> replayLag,
    String synchronousNames,
    long redoDistanceBytes,
    Optional<Long> receiverMessageAgeMillis,
    boolean receiverStreaming,
    String systemIdentifier,
    boolean replayPaused) {

  /**
   * @param rows the answer to {@link ReplicationSql#NODE}
   * @throws IllegalArgumentException when the server refused it
   */
  public static NodeFacts from(Rows rows) {
    List<@Nullable String> row = ReplicationSql.answered(rows, "node facts").getFirst();
    return new NodeFacts(
        yes(row, 0),
        (int) number(row, 1),
        number(row, 2),
        number(row, 3),
        number(row, 4),
        number(row, 5),
        Optional.ofNullable(row.get(6)).map(Long::parseLong).map(Duration::ofMillis),
        text(row, 7),
        number(row, 8),
        Optional.ofNullable(row.get(10)).map(Long::parseLong),
        yes(row, 9),
        text(row, 11),
        yes(row, 12));
  }
}
