package herd.tier.server;

import herd.controlplane.ControlPlane;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Which resources have something on a server. A server with lodgers is not destroyed, and what
 * bears another's name there is a stranger.
 */
@FunctionalInterface
public interface Lodgers {

  /** By server; one without any may be missing. */
  Map<UUID, Set<UUID>> on(Collection<UUID> servers);

  /**
   * Servers that somebody else takes care of just now: they are not looked at, and nothing is tried
   * on them.
   */
  default Set<UUID> inOtherHands(Collection<UUID> servers) {
    return Set.of();
  }

  /**
   * Why Postgres on this server must not be restarted by the server's own incidents; else empty.
   */
  default Optional<String> whyNotRestart(UUID server) {
    return Optional.empty();
  }

  /**
   * Those of some replication slots that no living server streams through. A tier without standbys
   * has no slots, and none of them is anybody's.
   */
  default Set<String> unclaimedSlots(Set<String> slots) {
    return slots;
  }

  /** The server shows another certificate from now on; whoever pinned the old one must be told. */
  default void certificateChanged(DSLContext in, UUID server) {}

  /**
   * Part of the transaction in which a server that never ran is given up: whoever only waits for it
   * is to look for another place. False, and nothing is changed, when somebody must stay.
   */
  default boolean vacate(DSLContext in, UUID server) {
    return on(List.of(server)).getOrDefault(server, Set.of()).isEmpty();
  }

  /** Of a tier whose resources each stand on the one server that their row names. */
  static Lodgers byRow(ControlPlane plane) {
    return new LodgersByRow(plane);
  }
}
