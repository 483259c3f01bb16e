package herd.production.server;

import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.when;

import herd.controlplane.ControlPlane;
import herd.production.follower.Followers;
import herd.production.high.Pairs;
import herd.production.maintenance.Maintenance;
import herd.production.maintenance.Maintenances;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.plan.Move;
import herd.production.plan.ProductionPlan;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plan;
import herd.tier.plan.Plans;
import herd.tier.resource.Housing;
import herd.tier.resource.ProvisionRequest;
import herd.tier.resource.Resources;
import herd.tier.server.ServerSize;
import herd.tier.server.ServerState;
import herd.tier.server.Servers;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * A server for one resource alone: a spare one, made beforehand, else a new one that is wanted with
 * the resource. A server that was somebody's is never another's: it is destroyed with what it held.
 *
 * @param provider where new servers come from
 * @param zones where servers are made, in turn
 * @param versions the major versions of Postgres that customers may choose
 */
public record OwnServers(
    ControlPlane plane,
    Servers servers,
    Plans plans,
    String provider,
    List<String> zones,
    List<Integer> versions)
    implements Housing {

  @Override
  public Optional<UUID> reserve(DSLContext in, UUID resource, String region, Plan plan) {
    ServerSize size = ProductionPlan.of(plans, plan.name()).size();
    UUID server =
        take(
            in,
            resource,
            Role.LEADER,
            region,
            size,
            leadersZones(in, resource),
            version(in, resource));
    in.update(RESOURCE).set(RESOURCE.SERVER_ID, server).where(RESOURCE.ID.eq(resource)).execute();
    plane.subjects().in(in).place(resource, server);
    return Optional.of(server);
  }

  @Override
  public boolean followers() {
    return true;
  }

  @Override
  public Optional<String> whyNotFollow(DSLContext in, ResourceRecord leader) {
    return Followers.of(in, leader.getId())
        .map(_ -> "That database follows another one itself; follow that one instead.")
        .or(() ->
            Maintenances.open(in, leader.getId())
                .filter(Maintenance::upgrades)
                .map(_ ->
                    "That database is to be upgraded; follow it afterwards, or take the upgrade"
                        + " back first."));
  }

  /** A follower begins with its resource; its leader's server is not lost together with its own. */
  @Override
  public void admit(DSLContext in, ProvisionRequest request) {
    request
        .follow()
        .ifPresent(leader -> {
          Followers.add(in, request.id(), leader);
          Followers.enlist(plane.subjects().in(in), request.id(), request.name());
        });
  }

  /** What its customer chose. */
  private static Optional<Integer> version(DSLContext in, UUID resource) {
    return Optional.ofNullable(
        in.resultQuery("select (options ->> 'version')::int v from resource where id = ?", resource)
            .fetchSingle("v", Integer.class));
  }

  private static Set<String> leadersZones(DSLContext in, UUID resource) {
    return Followers.of(in, resource).stream()
        .flatMap(following -> Placements.leader(in, following.leader()).stream())
        .map(placement -> in.fetchSingle(SERVER, SERVER.ID.eq(placement.server())).getZone())
        .collect(Collectors.toSet());
  }

  /**
   * Gives a resource one more server, ready or still to be made.
   *
   * @param avoided zones it must not be in, unless there is no other
   * @param major the version of Postgres it must have; empty for whichever
   */
  private UUID take(
      DSLContext in,
      UUID resource,
      Role role,
      String region,
      ServerSize size,
      Set<String> avoided,
      Optional<Integer> major) {
    UUID server =
        spare(in, region, size, avoided, major)
            .orElseGet(() -> servers.want(in, provider, region, zone(in, avoided), size, major));
    in.update(SERVER).set(SERVER.OPEN, false).where(SERVER.ID.eq(server)).execute();
    Placements.add(in, resource, server, role);
    Resources.wakePool(plane, in);
    return server;
  }

  /**
   * A server for a resource's standby, in another zone than its leader's if there is any. None for
   * a resource that is no longer wanted, which lets its servers go once: its row is locked, so that
   * whoever comes first, the server is either let go with the others or not taken.
   */
  public String second(DSLContext in, UUID resource) {
    ResourceRecord row =
        in.selectFrom(RESOURCE).where(RESOURCE.ID.eq(resource)).forShare().fetchSingle();
    if (row.getDeprovisionedAt() != null) {
      return "it is no longer wanted, and gets no second server";
    }
    ServerRecord leader =
        in.selectFrom(SERVER)
            .where(
                SERVER.ID.eq(
                    Placements.leader(in, resource)
                        .orElseThrow(() -> new IllegalStateException(resource + " has no leader"))
                        .server()))
            .fetchSingle();
    ServerSize size = Move.of(row, plans, Optional.empty()).sizeBeside(leader);
    UUID server =
        take(
            in,
            resource,
            Role.STANDBY,
            leader.getRegion(),
            size,
            Set.of(leader.getZone()),
            Optional.empty());
    String zone = in.fetchSingle(SERVER, SERVER.ID.eq(server)).getZone();
    return "server %s in %s is the standby's%s"
        .formatted(
            server,
            zone,
            zone.equals(leader.getZone())
                ? ": its leader's own, for HERD_ZONES names no other"
                : "");
  }

  /** One that is up before one that is still being made; others' choices are passed over. */
  private static Optional<UUID> spare(
      DSLContext in, String region, ServerSize size, Set<String> avoided, Optional<Integer> major) {
    return in.select(SERVER.ID)
        .from(SERVER)
        .join(SUBJECT)
        .on(SUBJECT.ID.eq(SERVER.ID))
        .where(SERVER.REGION.eq(region), SERVER.OPEN.isTrue(), SERVER.DESTROYED_AT.isNull())
        .and(SERVER.MEMORY_MB.eq(size.memoryMb()))
        .and(SERVER.DISK_BYTES.eq(size.diskBytes()))
        .and(SERVER.CAPACITY_CONNECTIONS.eq(size.capacityConnections()))
        .and(SERVER.ZONE.notIn(avoided))
        .and(SUBJECT.WANTED.isTrue())
        .and(major.map(SERVER.POSTGRES_MAJOR::eq).orElseGet(DSL::noCondition))
        .orderBy(
            when(SUBJECT.STATE.eq(ServerState.AVAILABLE.name()), 0)
                .when(SUBJECT.STATE.eq(ServerState.CREATING.name()), 1)
                .otherwise(2),
            SERVER.CREATED_AT)
        .limit(1)
        .forUpdate()
        .of(SERVER)
        .skipLocked()
        .fetchOptional(SERVER.ID);
  }

  /** The zone with the fewest servers. */
  private String zone(DSLContext in, Set<String> avoided) {
    return Zones.emptiest(in, zones, avoided);
  }

  @Override
  public Optional<String> resize(DSLContext in, ResourceRecord resource, Plan plan) {
    if (Followers.of(in, resource.getId()).isPresent()) {
      return Optional.of(
          "A follower has the plan it was made with. Make another follower of the new plan, or"
              + " unfollow this one first.");
    }
    if (resource.getTenantMadeAt() == null) {
      return Optional.of(
          "Your database is still being made. Change its plan once it is available.");
    }
    Pairs.wished(plane, in, resource.getId());
    return Optional.empty();
  }

  /** Lets all its servers go: they are unwanted from then on, and held by nobody. */
  public String release(UUID resource) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          tx.dsl()
              .update(RESOURCE)
              .set(RESOURCE.TENANT_DROPPED_AT, field("clock_timestamp()", OffsetDateTime.class))
              .where(RESOURCE.ID.eq(resource), RESOURCE.TENANT_DROPPED_AT.isNull())
              .execute();
          List<Placement> all = Placements.of(tx.dsl(), resource);
          all.forEach(placement -> plane.subjects().in(tx.dsl()).unwant(placement.server()));
          return "%d server(s) are to be destroyed".formatted(all.size());
        });
  }

  /** Once they are destroyed. */
  @Override
  public void giveBack(DSLContext in, UUID resource) {
    Placements.of(in, resource)
        .forEach(placement -> Placements.remove(in, resource, placement.server()));
  }
}
