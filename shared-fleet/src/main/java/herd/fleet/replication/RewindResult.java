package herd.fleet.replication;

import herd.fleet.act.Answer;
import java.util.Optional;

/**
 * What became of an old leader.
 *
 * @param lostCommits those after the fork that were only there, Postgres's own included and Herd's
 *     looks not; empty when its WAL could not be read to the end. The WAL is kept in {@code
 *     kept-wal/} on the server
 * @param rewound false when it had nothing of its own
 */
public record RewindResult(Optional<Long> lostCommits, boolean rewound) {

  static RewindResult from(Answer answer) {
    answer.need("lost_commits");
    return new RewindResult(counted(answer), answer.need("rewound").equals("yes"));
  }

  static Optional<Long> counted(Answer answer) {
    return answer
        .value("lost_commits")
        .filter(lost -> !lost.equals("unknown"))
        .map(Long::parseLong);
  }
}
