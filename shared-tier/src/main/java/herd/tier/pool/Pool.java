package herd.tier.pool;

import java.util.Optional;

/** The servers a tier keeps ready for resources to come. */
public interface Pool {

  /** The first region that is short of room, with the reason. */
  Optional<String> shortRegion();

  /**
   * Somebody waits for a database just now, whom the making of servers on the same machine would
   * slow down.
   */
  default boolean somebodyWaits() {
    return false;
  }

  /** Wants a server where one is short, unless somebody else has just done so; says what it did. */
  String add();
}
