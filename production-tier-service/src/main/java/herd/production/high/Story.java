package herd.production.high;

import herd.production.high.PairSeen.Leader;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * SAFETY 12: what may be believed about a leader, one row per story; the first that holds is told.
 * None rests on one look from one place, except what the leader's own server or its provider says.
 */
public enum Story {
  /** It answers as a standby: the fence of a failover that was given up came through after all. */
  FENCED("it was fenced already", s -> s.leader() == Leader.FENCED),

  /** Its own server says over SSH that Postgres is dead. */
  POSTGRES_DEAD("Postgres is dead: its server says so", s -> s.leader() == Leader.DOWN && is(s.leaderDead())),

  /** Its provider says that the machine does not run. */
  GONE("its machine is gone: the provider says so", s -> s.leader() == Leader.DOWN && s.leaderGone()),

  /** Two vantages and a look from the standby's host. */
  SILENT(
      "silent from two vantages and from the standby's host",
      s -> s.leader() == Leader.DOWN && s.votesDown() >= Story.QUORUM && s.standbyHears().filter(hears -> !hears).isPresent()),

  /** Two vantages get an answer and no commit, though the standby is there to receive it. */
  CANNOT_COMMIT(
      "it hears and cannot commit, from two vantages",
      s -> s.leader() == Leader.MUTE && s.votesMute() >= Story.QUORUM && s.standbyFollows());

  /** How many vantages must agree. */
  static final int QUORUM = 2;

  private final String why;
  private final Predicate<PairSeen> holds;

  Story(String why, Predicate<PairSeen> holds) {
    this.why = why;
    this.holds = holds;
  }

  public String why() {
    return why;
  }

  static Optional<Story> of(PairSeen seen) {
    for (Story story : values()) {
      if (story.holds.test(seen)) {
        return Optional.of(story);
      }
    }
    return Optional.empty();
  }

  private static boolean is(Optional<Boolean> answer) {
    return answer.orElse(false);
  }
}
