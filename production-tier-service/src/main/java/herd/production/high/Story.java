package herd.production.high;

import herd.production.high.PairSeen.Leader;
import java.util.Optional;

/**
 * SAFETY 12: what may be believed about a leader, one row per story; the first that holds is told.
 * None rests on one look from one place, except what the leader's own server or its provider says.
 */
public enum Story {
  /** It answers as a standby: the fence of a failover that was given up came through after all. */
  FENCED("it was fenced already"),
  /** Its own server says over SSH that Postgres is dead. */
  POSTGRES_DEAD("Postgres is dead: its server says so"),
  /** Its provider says that the machine does not run. */
  GONE("its machine is gone: the provider says so"),
  /** Two vantages and a look from the standby's host. */
  SILENT("silent from two vantages and from the standby's host"),
  /** Two vantages get an answer and no commit, though the standby is there to receive it. */
  CANNOT_COMMIT("it hears and cannot commit, from two vantages");

  /** How many vantages must agree. */
  static final int QUORUM = 2;

  private final String why;

  Story(String why) {
    this.why = why;
  }

  public String why() {
    return why;
  }

  static Optional<Story> of(PairSeen seen) {
    for (Story story : values()) {
      if (story.holds(seen)) {
        return Optional.of(story);
      }
    }
    return Optional.empty();
  }

  private boolean holds(PairSeen s) {
    boolean down = s.leader() == Leader.DOWN;
    return switch (this) {
      case FENCED -> s.leader() == Leader.FENCED;
      case POSTGRES_DEAD -> down && s.leaderDead().orElse(false);
      case GONE -> down && s.leaderGone();
      case SILENT -> down && s.votesDown() >= QUORUM && !s.standbyHears().orElse(true);
      case CANNOT_COMMIT ->
          s.leader() == Leader.MUTE && s.votesMute() >= QUORUM && s.standbyFollows();
    };
  }
}
