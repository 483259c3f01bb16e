package herd.fleet.replication;

import herd.fleet.act.Answer;

/**
 * Where a stopped cluster stands, from its control file.
 *
 * @param timeline the highest it wrote or followed
 * @param lsn its last checkpoint. When it was shut down in order, that is the start of its very
 *     last record, and a standby that received more has all of it; when it was killed, its WAL goes
 *     on after that to an end nobody knows yet, and {@link RewindToUpstream} counts
 * @param inOrder whether it was shut down in order
 */
public record StoppedAt(int timeline, String lsn, boolean inOrder) {

  static StoppedAt from(Answer answer) {
    return new StoppedAt(
        Integer.parseInt(answer.need("timeline")),
        answer.need("checkpoint"),
        answer.need("cluster_state").startsWith("shut down"));
  }
}
