package herd.fleet.replication;

import herd.fleet.act.Answer;

/**
 * How far a standby has come, in Postgres's notation: see {@link Lsn}.
 *
 * @param timeline the highest it is known to have followed
 */
public record Position(int timeline, String receivedLsn, String replayedLsn) {

  static Position from(Answer answer) {
    return new Position(
        Integer.parseInt(answer.need("timeline")),
        answer.need("received"),
        answer.need("replayed"));
  }
}
