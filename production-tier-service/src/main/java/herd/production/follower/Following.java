package herd.production.follower;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That one resource follows another.
 *
 * @param copiedAt since when its server holds a copy of the leader's cluster, and not one that is
 *     being made
 * @param upstream the server it was last pointed at
 * @param heldOn the leader's standby that keeps WAL for it, too
 * @param heldAt when that one's slot was last advanced
 */
public record Following(
    UUID resource,
    UUID leader,
    Optional<Instant> copiedAt,
    Optional<UUID> upstream,
    Optional<UUID> heldOn,
    Optional<Instant> heldAt,
    boolean unfollowAsked) {

  boolean copied() {
    return copiedAt.isPresent();
  }
}
