package herd.starter;

import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import herd.controlplane.ControlPlane;
import herd.tier.Tier;
import herd.tier.pool.Pool;
import herd.tier.server.ServerSize;
import herd.tier.server.ServerState;
import herd.tier.server.Servers;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.types.DayToSecond;

/**
 * The room on a tier's servers, by region. Room runs low when no server, those still being made
 * included, would have any left after one more of the largest plan, when less than a fifth of one
 * is free on all of them, or when a resource waits for a place.
 *
 * @param zones where servers are made, in turn
 * @param largest what the largest plan reserves
 */
record SharedRoom(
    ControlPlane plane,
    Servers servers,
    String provider,
    List<String> regions,
    List<String> zones,
    ServerSize size,
    Tier.Room largest)
    implements Pool {

  private static final int LOW = 5;

  private static final DayToSecond LONG_DOWN = new DayToSecond(0, 0, 10);

  @Override
  public Optional<String> shortRegion() {
    return regions.stream().filter(region -> isShort(plane.dsl(), region)).findFirst();
  }

  private boolean isShort(DSLContext in, String region) {
    var free =
        in.select(
                coalesce(sum(SERVER.CAPACITY_BYTES.minus(SERVER.RESERVED_BYTES)), BigDecimal.ZERO),
                coalesce(
                    sum(SERVER.CAPACITY_CONNECTIONS.minus(SERVER.RESERVED_CONNECTIONS)),
                    BigDecimal.ZERO))
            .from(SERVER)
            .where(counts(region))
            .fetchSingle();
    boolean low =
        free.value1().longValue() < size.capacityBytes() / LOW
            || free.value2().longValue() < size.capacityConnections() / LOW
            || !takesTheLargest(in, region);
    return low || (waiting(in, region) && !someBeingMade(in, region));
  }

  /** A plan larger than a whole server is never placed, and no reason to make another. */
  private boolean takesTheLargest(DSLContext in, String region) {
    long bytes = Math.min(largest.bytes(), size.capacityBytes() - 1);
    int connections = Math.min(largest.connections(), size.capacityConnections() - 1);
    return in.fetchExists(
        SERVER,
        counts(region),
        SERVER.CAPACITY_BYTES.minus(SERVER.RESERVED_BYTES).gt(bytes),
        SERVER.CAPACITY_CONNECTIONS.minus(SERVER.RESERVED_CONNECTIONS).gt(connections));
  }

  /** Of one that is down for long the room is of no use to who comes now. */
  private static Condition counts(String region) {
    return SERVER
        .REGION
        .eq(region)
        .and(SERVER.OPEN.isTrue())
        .and(SERVER.DESTROYED_AT.isNull())
        .and(
            SERVER.ID.notIn(
                select(SUBJECT.ID)
                    .from(SUBJECT)
                    .where(SUBJECT.KIND.eq(Servers.KIND))
                    .and(SUBJECT.STATE.eq(ServerState.UNAVAILABLE.name()))
                    .and(SUBJECT.SINCE.lt(currentOffsetDateTime().minus(LONG_DOWN)))));
  }

  private static boolean waiting(DSLContext in, String region) {
    return in.fetchExists(
        RESOURCE,
        RESOURCE.REGION.eq(region),
        RESOURCE.SERVER_ID.isNull(),
        RESOURCE.DEPROVISIONED_AT.isNull());
  }

  private static boolean someBeingMade(DSLContext in, String region) {
    return in.fetchExists(
        SERVER,
        SERVER.REGION.eq(region),
        SERVER.CERTIFICATE.isNull(),
        SERVER.DESTROYED_AT.isNull());
  }

  @Override
  public String add() {
    return plane
        .dsl()
        .transactionResult(tx -> {
          tx.dsl().fetch("select pg_advisory_xact_lock(7450215)");
          Optional<String> region =
              regions.stream().filter(one -> isShort(tx.dsl(), one)).findFirst();
          if (region.isEmpty()) {
            return "there is room by now";
          }
          UUID id = servers.want(tx.dsl(), provider, region.get(), emptiest(tx.dsl()), size);
          return "server %s is wanted in %s".formatted(id, region.get());
        });
  }

  private String emptiest(DSLContext in) {
    var byZone =
        in.select(SERVER.ZONE, count())
            .from(SERVER)
            .where(SERVER.DESTROYED_AT.isNull())
            .groupBy(SERVER.ZONE)
            .fetchMap(SERVER.ZONE, count());
    return zones.stream()
        .min(Comparator.comparing(zone -> byZone.getOrDefault(zone, 0)))
        .orElseThrow(() -> new IllegalStateException("HERD_ZONES names no zone"));
  }
}
