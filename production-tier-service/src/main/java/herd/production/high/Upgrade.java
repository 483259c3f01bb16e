package herd.production.high;

import java.util.Optional;

/**
 * The upgrade that a planned failover is for.
 *
 * @param major the version of Postgres it is to
 * @param upgraded where the standby's new cluster begins; empty while it is not done
 * @param failure why it was given up
 */
public record Upgrade(int major, Optional<Beginning> upgraded, Optional<String> failure) {

  /** How far it is. */
  public enum Stage {
    /** The failover is for something else. */
    NONE,
    DUE,
    /** The standby's cluster is of the new version; nobody has started it yet. */
    DONE,
    /** The old leader is the way back. */
    FAILED
  }

  /** The first position of a cluster. */
  public record Beginning(int timeline, String position) {}

  Stage stage() {
    return failure.isPresent() ? Stage.FAILED : upgraded.isPresent() ? Stage.DONE : Stage.DUE;
  }
}
