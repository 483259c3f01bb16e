package herd.fleet.replication;

import herd.fleet.act.Answer;
import java.util.Optional;

/**
 * Where a stopped cluster stands, from its control file.
 *
 * @param timeline the highest it wrote or followed
 * @param lsn its last checkpoint. When it was shut down in order, that is the start of its very
 *     last record, and a standby that received more has all of it; when it was killed, its WAL goes
 *     on after that to an end nobody knows yet, and {@link RewindToUpstream} counts
 * @param inOrder whether it was shut down in order
 * @param end the same as {@code lsn}, when it was a leader then: a standby's shutdown writes no
 *     record, and what it was given before may go on after that
 */
public record StoppedAt(int timeline, String lsn, boolean inOrder, Optional<String> end) {

  static StoppedAt from(Answer answer) {
    String state = answer.need("cluster_state");
    String lsn = answer.need("checkpoint");
    return new StoppedAt(
        Integer.parseInt(answer.need("timeline")),
        lsn,
        state.startsWith("shut down"),
        state.equals("shut down") ? Optional.of(lsn) : Optional.empty());
  }
}
