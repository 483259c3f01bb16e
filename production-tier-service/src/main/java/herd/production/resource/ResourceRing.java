package herd.production.resource;

import static herd.tier.generated.Tables.RESOURCE;

import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.fleet.tenant.TenantLimits;
import herd.production.credential.Credential;
import herd.production.credential.CredentialActs;
import herd.production.credential.Credentials;
import herd.production.follower.Followers;
import herd.production.high.PairState;
import herd.production.high.Pairs;
import herd.production.high.Upgrades;
import herd.production.maintenance.MaintenanceSteps;
import herd.production.maintenance.Maintenances;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.plan.Move;
import herd.production.plan.ProductionPlan;
import herd.production.pooler.Pooler;
import herd.production.pooler.PoolerActs;
import herd.production.pooler.PoolerLooks;
import herd.production.pooler.Poolers;
import herd.production.server.OwnServers;
import herd.production.setting.SettingsDue;
import herd.statemachine.Machine;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.DatabaseLooks;
import herd.tier.resource.DeepLooks;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.resource.TenantActs;
import herd.tier.server.MaintenanceActs;
import herd.tier.server.ServerIncidents;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The ring of the production tier's resources. */
public final class ResourceRing implements Ring<ResourceState, ResourceAct, ResourceSeen> {

  private static final Duration IDLE_IN_TRANSACTION = Duration.ofHours(24);

  /** Of its disk, which is all its own, a single session's sorts may take so much. */
  private static final int PART_FOR_SORTS = 10;

  private final Reach reach;
  private final Tier tier;
  private final Resources resources;
  private final Servers servers;
  private final OwnServers ownServers;
  private final PlatformActs platform;
  private final DeepLooks deepLooks;
  private final CommitBeat commitBeat;
  private final DatabaseLooks looks;
  private final Credentials credentials;
  private final TenantActs tenants;
  private final CredentialSteps credentialActs;
  private final PoolerActs poolers;
  private final PoolerLooks poolerLooks;
  private final List<IncidentType<ResourceSeen>> incidents;

  /**
   * @param countEvery how often a database is logged in to, its tables counted and a commit tried
   *     though it be idle
   */
  public ResourceRing(
      Reach reach,
      Tier tier,
      Resources resources,
      Servers servers,
      OwnServers ownServers,
      PlatformActs platform,
      Credentials credentials,
      Duration countEvery) {
    this.reach = reach;
    this.tier = tier;
    this.resources = resources;
    this.servers = servers;
    this.ownServers = ownServers;
    this.platform = platform;
    this.deepLooks = new DeepLooks(countEvery);
    this.commitBeat = new CommitBeat(countEvery);
    this.looks = new DatabaseLooks(reach, servers, deepLooks);
    this.credentials = credentials;
    CredentialActs logins =
        new CredentialActs(reach, resources, credentials, platform, this::limits);
    this.poolers = new PoolerActs(reach, tier.plans(), resources, servers, platform);
    this.poolerLooks = new PoolerLooks(reach, servers);
    this.tenants =
        new TenantActs(
            reach,
            resources,
            deepLooks,
            this::limits,
            (now, tenant) -> {
              logins.make(now, tenant);
              poolers.make(now, tenant);
            });
    this.credentialActs = new CredentialSteps(tenants, logins);
    this.incidents =
        new ResourceIncidents(
                reach.plane(),
                resources,
                servers,
                tenants,
                new MaintenanceActs(reach, servers),
                this::startPooler)
            .types();
  }

  private TenantLimits limits(String plan) {
    return new TenantLimits(
        plan(plan).plan().connections(),
        IDLE_IN_TRANSACTION,
        plan(plan).plan().bytes() / PART_FOR_SORTS);
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
    List<UUID> ids = batch.stream().map(Subject::id).toList();
    DSLContext in = reach.plane().dsl();
    Map<UUID, ResourceRecord> rows =
        in.selectFrom(RESOURCE).where(RESOURCE.ID.in(ids)).fetchMap(RESOURCE.ID);
    Map<UUID, List<Placement>> placements = Placements.of(in, ids);
    Set<UUID> serverIds = new HashSet<>();
    placements.values().forEach(all -> all.forEach(one -> serverIds.add(one.server())));
    Map<UUID, ServerRecord> on = servers.find(serverIds);
    Map<UUID, PairState> pairs = Pairs.states(in, ids);
    Set<UUID> followers = Followers.of(in, ids).keySet();
    Map<UUID, List<Credential>> logins = credentials.of(in, ids);
    Map<UUID, Pooler> pools = Poolers.of(in, ids);
    Map<UUID, Maintenances.Due> maintenances = Maintenances.due(in, ids);
    Set<UUID> overdue = Maintenances.overdue(in, ids);
    Map<UUID, Integer> upgrades = Upgrades.wanted(in, ids);
    Set<UUID> underUpgrade =
        upgrades.isEmpty() ? Set.of() : Upgrades.underWay(in, upgrades.keySet());
    Map<UUID, SettingsDue> settings =
        SettingsDue.of(in, tier.plans(), rows.values(), pairs, placements, on);
    Set<UUID> awaited = servers.awaitedBy(rows.values());
    Set<UUID> nearlyFull = servers.withTrouble(serverIds, ServerIncidents.DISK_NEARLY_FULL);
    Map<UUID, Visit<ResourceAct, ResourceSeen>> visits = new HashMap<>();
    for (Subject subject : batch) {
      ResourceRecord row = rows.get(subject.id());
      if (row != null) {
        Move move = Move.of(row, tier.plans(), Optional.ofNullable(upgrades.get(subject.id())));
        visits.put(
            subject.id(),
            new ResourceVisit(
                new ResourceVisit.Books(
                    subject,
                    row,
                    move,
                    placements.getOrDefault(subject.id(), List.of()),
                    on,
                    row.getServerId() != null && !awaited.contains(row.getServerId()),
                    nearlyFull.contains(row.getServerId()),
                    followers.contains(row.getId())
                        ? ResourceSeen.Guard.NONE
                        : guard(row, move, on, pairs, underUpgrade.contains(row.getId())),
                    followers.contains(row.getId()),
                    logins.getOrDefault(subject.id(), List.of()),
                    Optional.ofNullable(pools.get(subject.id())),
                    Optional.ofNullable(settings.get(subject.id()))
                        .map(SettingsDue::lacking)
                        .orElse(List.of()),
                    Optional.ofNullable(maintenances.get(subject.id())),
                    overdue.contains(subject.id())),
                this));
      }
    }
    return visits;
  }

  private ResourceSeen.Guard guard(
      ResourceRecord row,
      Move move,
      Map<UUID, ServerRecord> servers,
      Map<UUID, PairState> pairs,
      boolean upgrading) {
    boolean moves =
        row.getServerId() != null
            && Optional.ofNullable(servers.get(row.getServerId()))
                .filter(leader -> !move.fits(leader))
                .isPresent();
    if (move.plan().high().isEmpty() && !moves) {
      return ResourceSeen.Guard.NONE;
    }
    PairState pair = pairs.get(row.getId());
    if (pair == null) {
      return ResourceSeen.Guard.MISSING;
    }
    return switch (Pairs.Stage.of(pair, upgrading)) {
      case FORMING -> ResourceSeen.Guard.FORMING;
      case FORMED -> ResourceSeen.Guard.FORMED;
      case UPGRADING -> ResourceSeen.Guard.UPGRADING;
    };
  }

  String formPair(ResourceRecord row) {
    return Pairs.form(reach.plane(), row) ? "its pair forms" : "it has its pair";
  }

  ProductionPlan plan(String name) {
    return ProductionPlan.of(tier.plans(), name);
  }

  Reach reach() {
    return reach;
  }

  OwnServers ownServers() {
    return ownServers;
  }

  PlatformActs platform() {
    return platform;
  }

  DeepLooks deepLooks() {
    return deepLooks;
  }

  CommitBeat commitBeat() {
    return commitBeat;
  }

  DatabaseLooks looks() {
    return looks;
  }

  PlanActs planActs() {
    return new PlanActs(reach, tier.plans(), tenants);
  }

  MaintenanceSteps maintenance() {
    return new MaintenanceSteps(reach.plane());
  }

  CredentialSteps credentialActs() {
    return credentialActs;
  }

  TenantActs tenants() {
    return tenants;
  }

  /** Also what is tried when it does not serve. */
  Act startPooler(ResourceRecord row, ServerRecord leader, boolean afresh) {
    return poolers.start(tenants, row, leader, afresh);
  }

  PoolerActs poolers() {
    return poolers;
  }

  PoolerLooks poolerLooks() {
    return poolerLooks;
  }
}
