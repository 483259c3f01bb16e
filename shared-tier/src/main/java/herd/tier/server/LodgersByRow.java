package herd.tier.server;

import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;

import herd.controlplane.ControlPlane;
import herd.tier.generated.tables.records.ResourceRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** Those whose row names the server, as long as they have not been dropped from it. */
record LodgersByRow(ControlPlane plane) implements Lodgers {

  @Override
  public Map<UUID, Set<UUID>> on(Collection<UUID> servers) {
    return plane
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

  @Override
  public boolean vacate(DSLContext in, UUID server) {
    List<ResourceRecord> here =
        in.selectFrom(RESOURCE)
            .where(RESOURCE.SERVER_ID.eq(server), RESOURCE.TENANT_DROPPED_AT.isNull())
            .forUpdate()
            .fetch();
    if (here.stream().anyMatch(row -> row.getTenantMadeAt() != null)) {
      return false;
    }
    for (ResourceRecord row : here) {
      in.update(SERVER)
          .set(SERVER.RESERVED_BYTES, SERVER.RESERVED_BYTES.minus(row.getReservedBytes()))
          .set(
              SERVER.RESERVED_CONNECTIONS,
              SERVER.RESERVED_CONNECTIONS.minus(row.getReservedConnections()))
          .where(SERVER.ID.eq(server))
          .execute();
      in.update(RESOURCE)
          .setNull(RESOURCE.SERVER_ID)
          .set(RESOURCE.RESERVED_BYTES, 0L)
          .set(RESOURCE.RESERVED_CONNECTIONS, 0)
          .where(RESOURCE.ID.eq(row.getId()))
          .execute();
      plane.subjects().in(in).due(row.getId());
    }
    return true;
  }
}
