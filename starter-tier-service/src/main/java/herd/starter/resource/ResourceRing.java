package herd.starter.resource;

import static herd.tier.generated.Tables.RESOURCE;

import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.fleet.tenant.TenantLimits;
import herd.statemachine.Machine;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.AnotherServer;
import herd.tier.resource.DatabaseLooks;
import herd.tier.resource.DeepLooks;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.resource.TenantActs;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The ring of the starter tier's resources. */
public final class ResourceRing implements Ring<ResourceState, ResourceAct, ResourceSeen> {

  private static final Duration IDLE_IN_TRANSACTION = Duration.ofMinutes(30);
  private static final long TEMPORARY_FILES = 1L << 30;

  private final Reach reach;
  private final Tier tier;
  private final Resources resources;
  private final Servers servers;
  private final PlatformActs platform;
  private final Limits limits;
  private final DeepLooks deepLooks;
  private final DatabaseLooks looks;
  private final TenantActs tenants;
  private final ResourceActs acts;
  private final List<IncidentType<ResourceSeen>> incidents;

  /**
   * @param countEvery how often rows and tables are counted, by a login into the database itself
   */
  public ResourceRing(
      Reach reach,
      Tier tier,
      Resources resources,
      Servers servers,
      PlatformActs platform,
      Limits limits,
      Duration countEvery) {
    this.deepLooks = new DeepLooks(countEvery);
    this.reach = reach;
    this.tier = tier;
    this.resources = resources;
    this.servers = servers;
    this.platform = platform;
    this.limits = limits;
    this.looks = new DatabaseLooks(reach, servers, deepLooks);
    this.tenants =
        new TenantActs(
            reach,
            resources,
            deepLooks,
            plan ->
                new TenantLimits(
                    tier.plans().get(plan).connections(), IDLE_IN_TRANSACTION, TEMPORARY_FILES),
            TenantActs.Besides.NOTHING);
    this.acts = new ResourceActs(reach, tier, resources, tenants, limits);
    this.incidents = new ResourceIncidents(this).types();
  }

  @Override
  public String kind() {
    return Resources.KIND;
  }

  @Override
  public Machine<ResourceState, ResourceAct, ResourceSeen> machine() {
    return new ResourceMachine();
  }

  @Override
  public List<IncidentType<ResourceSeen>> incidents() {
    return incidents;
  }

  @Override
  public void moved(DSLContext transaction, Subject subject, ResourceState to) {
    if (to == ResourceState.DESTROYED) {
      resources.giveBackRoom(transaction, subject.id());
    }
  }

  @Override
  public Map<UUID, Visit<ResourceAct, ResourceSeen>> visits(List<Subject> batch) {
    Map<UUID, ResourceRecord> rows =
        reach
            .plane()
            .dsl()
            .selectFrom(RESOURCE)
            .where(RESOURCE.ID.in(batch.stream().map(Subject::id).toList()))
            .fetchMap(RESOURCE.ID);
    Set<UUID> serverIds = new HashSet<>();
    rows.values().stream()
        .map(ResourceRecord::getServerId)
        .filter(Objects::nonNull)
        .forEach(serverIds::add);
    Map<UUID, ServerRecord> on = servers.find(serverIds);
    Map<UUID, Set<String>> troubles = servers.troubles(serverIds);
    Set<UUID> awaited = servers.awaitedBy(rows.values());
    Map<UUID, Visit<ResourceAct, ResourceSeen>> visits = new HashMap<>();
    for (Subject subject : batch) {
      ResourceRecord row = rows.get(subject.id());
      if (row != null) {
        Optional<ServerRecord> server =
            Optional.ofNullable(row.getServerId()).flatMap(id -> Optional.ofNullable(on.get(id)));
        Set<String> itsServers =
            server.map(s -> troubles.getOrDefault(s.getId(), Set.of())).orElse(Set.of());
        boolean runs = server.filter(s -> !awaited.contains(s.getId())).isPresent();
        visits.put(subject.id(), new ResourceVisit(subject, row, server, runs, itsServers, this));
      }
    }
    return visits;
  }

  Reach reach() {
    return reach;
  }

  Tier tier() {
    return tier;
  }

  Resources resources() {
    return resources;
  }

  Servers servers() {
    return servers;
  }

  PlatformActs platform() {
    return platform;
  }

  AnotherServer anotherServer() {
    return new AnotherServer(reach.plane(), tier);
  }

  OverLimit overLimit() {
    return new OverLimit(reach.plane(), servers, tier.plans(), limits);
  }

  Limits limits() {
    return limits;
  }

  DeepLooks deepLooks() {
    return deepLooks;
  }

  DatabaseLooks looks() {
    return looks;
  }

  TenantActs tenants() {
    return tenants;
  }

  ResourceActs acts() {
    return acts;
  }
}
