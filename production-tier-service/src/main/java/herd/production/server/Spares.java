package herd.production.server;

import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import herd.tier.pool.Pool;
import herd.tier.server.ServerSize;
import herd.tier.server.Servers;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;

/**
 * The servers that are made before anybody wants them: each its own cluster with its own identifier
 * (SAFETY 16), spread over the zones. Of the size that most databases take; for others a server is
 * made when it is asked for.
 *
 * @param wanted how many, by region
 * @param zones where servers are made, in turn
 */
public record Spares(
    ControlPlane plane,
    Servers servers,
    String provider,
    Map<String, Integer> wanted,
    List<String> zones,
    ServerSize size)
    implements Pool {

  @Override
  public Optional<String> shortRegion() {
    return shortRegion(plane.dsl());
  }

  private Optional<String> shortRegion(DSLContext in) {
    return wanted.entrySet().stream()
        .filter(region -> in.fetchCount(SERVER, spare(region.getKey())) < region.getValue())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  /** Only who has asked a moment ago: whom Herd cannot serve at once waits for something else. */
  @Override
  public boolean somebodyWaits() {
    return plane
        .dsl()
        .fetchExists(
            RESOURCE,
            RESOURCE.PROVISIONED_AT.isNull(),
            RESOURCE.DEPROVISIONED_AT.isNull(),
            RESOURCE.REQUESTED_AT.gt(
                field("clock_timestamp() - interval '10 s'", OffsetDateTime.class)));
  }

  private Condition spare(String region) {
    return SERVER
        .REGION
        .eq(region)
        .and(SERVER.OPEN.isTrue())
        .and(SERVER.DESTROYED_AT.isNull())
        .and(SERVER.MEMORY_MB.eq(size.memoryMb()))
        .and(SERVER.DISK_BYTES.eq(size.diskBytes()))
        .and(SERVER.CAPACITY_CONNECTIONS.eq(size.capacityConnections()));
  }

  @Override
  public String add() {
    return plane
        .dsl()
        .transactionResult(tx -> {
          tx.dsl().fetch("select pg_advisory_xact_lock(7450216)");
          Optional<String> region = shortRegion(tx.dsl());
          if (region.isEmpty()) {
            return "there are spares by now";
          }
          String zone = Zones.emptiest(tx.dsl(), zones, Set.of(), spare(region.get()));
          UUID id = servers.want(tx.dsl(), provider, region.get(), zone, size);
          return "spare server %s is wanted in %s".formatted(id, region.get());
        });
  }
}
