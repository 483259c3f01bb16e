package herd.tier.server;

import static herd.tier.generated.Tables.RESOURCE;

import herd.controlplane.ControlPlane;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

  /** Those whose row names the server, as long as they have not been dropped from it. */
  static Lodgers byRow(ControlPlane plane) {
    return servers ->
        plane
            .dsl()
            .select(RESOURCE.SERVER_ID, RESOURCE.ID)
            .from(RESOURCE)
            .where(RESOURCE.SERVER_ID.in(servers), RESOURCE.TENANT_DROPPED_AT.isNull())
            .fetch()
            .intoGroups(row -> row.value1(), row -> row.value2())
            .entrySet()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
  }
}
