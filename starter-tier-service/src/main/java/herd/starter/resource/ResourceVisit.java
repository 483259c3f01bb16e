package herd.starter.resource;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.tenant.LockTable;
import herd.starter.resource.ResourceSeen.Limit;
import herd.tier.Votes;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plan;
import herd.tier.resource.DatabaseLooks;
import herd.tier.resource.Grant;
import herd.tier.resource.TenantActs;
import herd.tier.server.ServerIncidents;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round of one resource. A calm one is seen over its server's kept session; one that is not,
 * and every one each ten minutes, by a fresh login into its own database.
 */
final class ResourceVisit implements Visit<ResourceAct, ResourceSeen> {

  private final Subject subject;
  private final ResourceRecord row;
  private final Optional<ServerRecord> server;
  private final boolean serverRuns;
  private final Set<String> serverTroubles;
  private final ResourceRing ring;

  private DatabaseLooks.Seen last = DatabaseLooks.Seen.nothing();

  /**
   * @param serverRuns its server's Postgres has answered
   */
  ResourceVisit(
      Subject subject,
      ResourceRecord row,
      Optional<ServerRecord> server,
      boolean serverRuns,
      Set<String> serverTroubles,
      ResourceRing ring) {
    this.subject = subject;
    this.row = row;
    this.server = server;
    this.serverRuns = serverRuns;
    this.serverTroubles = serverTroubles;
    this.ring = ring;
  }

  @Override
  public Look look() {
    boolean there = row.getTenantMadeAt() != null && row.getTenantDroppedAt() == null;
    if (!there || !subject.wanted() || server.isEmpty()) {
      return Look.atOurBooks();
    }
    boolean calm = subject.state().equals(ResourceState.AVAILABLE.name());
    // Whoever is over a limit is counted anew each time: what a worker counted before, or another
    // worker's vacuum has changed, must neither free nor limit it.
    boolean watched = row.getOverSince() != null || row.getLimitedAt() != null;
    boolean counted = !watched && !ring.deepLooks().due(row.getId(), server.get().getId());
    last =
        calm && counted
            ? ring.looks().shallow(row, server.get(), false)
            : ring.looks().deep(row, server.get(), false, calm);
    if (calm && (last.sighting().outcome().speaksForDown() || LockTable.isFull(last.sighting()))) {
      // Its server may be down, or have no room for locks, and not be due for a minute.
      ring.reach().plane().subjects().due(server.get().getId());
    }
    return last.with(last.facts().writingUntil(writingUntil())).look();
  }

  private Optional<String> writingUntil() {
    return row.getLimitedAt() == null
        ? instant(row.getOverSince()).map(since -> ring.limits().graceEnds(since).toString())
        : Optional.empty();
  }

  @Override
  public ResourceSeen seen(Look look, List<Observation> recalled, Instant now) {
    Votes votes = Votes.count(look, ring.reach().vantage().name(), recalled, now);
    return new ResourceSeen(
        subject.wanted(),
        Grant.of(row),
        row.getServerId() != null,
        serverRuns && server.filter(on -> on.getDestroyedAt() == null).isPresent(),
        server.filter(on -> on.getDestroyedAt() != null).isPresent(),
        row.getTenantMadeAt() != null,
        row.getTenantDroppedAt() != null,
        look.well() && look.recorded(),
        look.fresh(),
        look.outcome(),
        look.bad(),
        votes.down(),
        row.getConfigVersion() > row.getConfigTold() && Grant.isTold(row),
        row.getProvisionedAt() == null,
        !row.getPlan().equals(row.getPlanApplied()),
        row.getResetAsked() > row.getResetDone(),
        row.getCutAsked() > row.getCutDone(),
        ring.limits().tooLong(last.facts().oldestTransactionSeconds()),
        limit(now),
        serverTroubles,
        last.why(ring.reach().vantage().name(), votes));
  }

  private Limit limit(Instant now) {
    Plan plan = ring.tier().plans().get(row.getPlan());
    return ring.limits()
        .judge(
            plan,
            last.facts().bytes(),
            last.facts().rows(),
            serverTroubles.contains(ServerIncidents.DISK_NEARLY_FULL),
            new Limits.Past(
                instant(row.getOverSince()),
                instant(row.getLimitedAt()),
                instant(row.getVacuumedAt())),
            now);
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime at) {
    return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
  }

  @Override
  public Act act(ResourceAct name) {
    ResourceActs acts = ring.acts();
    TenantActs tenants = ring.tenants();
    return switch (name) {
      case EXCHANGE_GRANT -> ring.platform().exchangeGrant(row.getId());
      case PLACE -> acts.place(row);
      case CREATE_TENANT -> tenants.create(row, server());
      case SEND_CONFIG -> ring.platform().sendConfig(row.getId());
      case TELL_PROVISIONED -> ring.platform().tellProvisioned(row);
      case APPLY_PLAN -> tenants.applyPlan(row, server());
      case RESET -> tenants.reset(row, server());
      case END_SESSIONS -> tenants.endSessions(row, server());
      case END_LONG_TRANSACTIONS -> acts.endLongTransactions(row, server());
      case TAKE_WRITING -> acts.takeWriting(row, server());
      case GIVE_WRITING -> acts.giveWriting(row, server());
      case VACUUM -> acts.vacuum(row, server());
      case DROP_TENANT -> tenants.drop(row, server());
    };
  }

  private ServerRecord server() {
    return server.orElseThrow(
        () -> new IllegalStateException("the server of " + row.getId() + " is not in the books"));
  }
}
