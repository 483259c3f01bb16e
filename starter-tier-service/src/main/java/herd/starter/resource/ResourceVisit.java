package herd.starter.resource;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.Outcome;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import herd.fleet.tenant.TenantSql;
import herd.starter.resource.ResourceSeen.Grant;
import herd.starter.resource.ResourceSeen.Limit;
import herd.tier.Votes;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One round of one resource. A calm one is seen over its server's kept session; one that is not,
 * and every one each ten minutes, by a fresh login into its own database.
 */
final class ResourceVisit implements Visit<ResourceAct, ResourceSeen> {

  private static final Duration LIMIT = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int OLDEST_TRANSACTION = 4;
  private static final String ONE_TENANT = TenantSql.TENANTS + " where database = $1";

  private final Subject subject;
  private final ResourceRecord row;
  private final Optional<ServerRecord> server;
  private final boolean serverNearlyFull;
  private final ResourceRing ring;

  private Sighting sighting =
      new Sighting(Outcome.BLIND, false, Duration.ZERO, "not looked at yet", List.of());
  private ResourceFacts facts = ResourceFacts.none("not looked at yet");

  ResourceVisit(
      Subject subject,
      ResourceRecord row,
      Optional<ServerRecord> server,
      boolean serverNearlyFull,
      ResourceRing ring) {
    this.subject = subject;
    this.row = row;
    this.server = server;
    this.serverNearlyFull = serverNearlyFull;
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
    boolean counted = !watched && !ring.deepLooks().due(row.getId());
    facts = calm && counted ? shallow(server.get()) : deep(server.get(), calm);
    if (calm && sighting.outcome().speaksForDown()) {
      // Its server may be down, and not be due for a minute.
      ring.reach().plane().subjects().due(server.get().getId());
    }
    return new Look(
        sighting.outcome().word(),
        sighting.ok(),
        sighting.outcome().speaksForDown(),
        sighting.fresh(),
        sighting.took(),
        Optional.of(facts.json()),
        true);
  }

  /** Over the server's kept session: what can be known without entering the database. */
  private ResourceFacts shallow(ServerRecord on) {
    sighting = fromServer(on);
    Optional<Rows> tenant = rows(0);
    if (tenant.isPresent() && tenant.get().values().isEmpty()) {
      // The server answers but has no such database: only a login into it can tell what that means.
      return deep(on, false);
    }
    return new ResourceFacts(
        sighting.detail(),
        number(tenant, 1),
        ring.deepLooks().rows(row.getId()),
        ring.deepLooks().tables(row.getId()),
        number(tenant, 2).map(Long::intValue),
        number(tenant, OLDEST_TRANSACTION),
        rows(1).flatMap(Rows::single),
        writingUntil());
  }

  /**
   * By a fresh login into its own database, kept by nobody. So many at once per server, or a
   * hundred tenants of a broken server would use up the monitor's connections; who gets no turn is
   * blind.
   */
  private ResourceFacts deep(ServerRecord on, boolean calm) {
    Semaphore turns = ring.turns(on.getId());
    if (!turns.tryAcquire()) {
      try {
        if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          String why = "no turn for a login to its server";
          sighting = new Sighting(Outcome.BLIND, true, PATIENCE, why, List.of());
          return ResourceFacts.none(why);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ResourceFacts.none("interrupted");
      }
    }
    try {
      return inside(on, calm);
    } finally {
      turns.release();
    }
  }

  /** The one fact that can be had only over the server's session: others' are hidden inside. */
  private Optional<Long> oldestTransaction(ServerRecord on) {
    return number(rows(fromServer(on), 0), OLDEST_TRANSACTION);
  }

  private Sighting fromServer(ServerRecord on) {
    return ring.reach()
        .sessions()
        .look(
            on.getId(),
            ring.reach().vantage(),
            herd.fleet.postgres.Look.of(
                ring.servers().monitor(on),
                TenantSql.MONITOR_DATABASE,
                List.of(
                    Query.of(ONE_TENANT, row.getDatabase()),
                    Query.of("select pg_catalog.current_setting('server_version')")),
                LIMIT));
  }

  private ResourceFacts inside(ServerRecord on, boolean calm) {
    sighting =
        ring.reach()
            .sessions()
            .once(
                ring.reach().vantage(),
                herd.fleet.postgres.Look.of(
                    ring.servers().monitor(on),
                    row.getDatabase(),
                    List.of(
                        Query.of(TenantSql.DATABASE_FACTS),
                        Query.of("select pg_catalog.current_setting('server_version')"),
                        Query.of(
                            "select pg_catalog.count(*) from pg_catalog.pg_stat_activity"
                                + " where datname = pg_catalog.current_database()"
                                + " and usename <> 'herd_monitor'")),
                    LIMIT));
    Optional<Rows> counted = rows(0);
    Optional<Long> tables = number(counted, 1);
    Optional<Long> rows = number(counted, 2);
    if (rows.isPresent() && tables.isPresent()) {
      ring.deepLooks().remember(row.getId(), rows.get(), tables.get());
    }
    return new ResourceFacts(
        sighting.detail(),
        number(counted, 0),
        rows,
        tables,
        number(rows(2), 0).map(Long::intValue),
        calm && sighting.ok() ? oldestTransaction(on) : Optional.empty(),
        rows(1).flatMap(Rows::single),
        writingUntil());
  }

  private Optional<String> writingUntil() {
    return row.getLimitedAt() == null
        ? instant(row.getOverSince()).map(since -> ring.limits().graceEnds(since).toString())
        : Optional.empty();
  }

  private Optional<Rows> rows(int query) {
    return rows(sighting, query);
  }

  private static Optional<Rows> rows(Sighting sighting, int query) {
    return sighting.ok() && sighting.rows().size() > query
        ? Optional.of(sighting.rows().get(query)).filter(rows -> rows.error().isEmpty())
        : Optional.empty();
  }

  private static Optional<Long> number(Optional<Rows> rows, int column) {
    return rows.filter(found -> !found.values().isEmpty())
        .flatMap(found -> Optional.ofNullable(found.values().getFirst().get(column)))
        .map(Long::parseLong);
  }

  @Override
  public ResourceSeen seen(Look look, List<Observation> recalled, Instant now) {
    Votes votes = Votes.count(look, ring.reach().vantage().name(), recalled, now);
    return new ResourceSeen(
        subject.wanted(),
        grant(),
        row.getServerId() != null,
        server.filter(on -> on.getCertificate() != null && on.getDestroyedAt() == null).isPresent(),
        server.filter(on -> on.getDestroyedAt() != null).isPresent(),
        row.getTenantMadeAt() != null,
        row.getTenantDroppedAt() != null,
        look.well() && look.recorded(),
        look.fresh(),
        look.outcome(),
        look.bad(),
        votes.down(),
        row.getConfigVersion() > row.getConfigTold() && tellsPlatform(),
        row.getProvisionedAt() == null,
        !row.getPlan().equals(row.getPlanApplied()),
        row.getResetAsked() > row.getResetDone(),
        row.getCutAsked() > row.getCutDone(),
        ring.limits().tooLong(facts.oldestTransactionSeconds()),
        limit(now),
        why(votes));
  }

  private Grant grant() {
    return switch (row.getGrantState()) {
      case "given", "sent" -> Grant.OPEN;
      case "lost" -> Grant.LOST;
      default -> Grant.SETTLED;
    };
  }

  private boolean tellsPlatform() {
    return row.getContract().equals("v3") && row.getGrantState().equals("held");
  }

  private Limit limit(Instant now) {
    Plan plan = ring.tier().plans().get(row.getPlan());
    return ring.limits()
        .judge(
            plan,
            facts.bytes(),
            facts.rows(),
            serverNearlyFull,
            new Limits.Past(
                instant(row.getOverSince()),
                instant(row.getLimitedAt()),
                instant(row.getVacuumedAt())),
            now);
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime at) {
    return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
  }

  private String why(Votes votes) {
    String from = " from " + ring.reach().vantage().name();
    String voices = votes.down() > 0 ? "; %d vantage(s) say down".formatted(votes.down()) : "";
    return sighting.ok() ? "answers" + from : sighting.detail() + from + voices;
  }

  @Override
  public Act act(ResourceAct name) {
    ResourceActs acts = ring.acts();
    return switch (name) {
      case EXCHANGE_GRANT -> ring.platform().exchangeGrant(row.getId());
      case PLACE -> acts.place(row);
      case CREATE_TENANT -> acts.createTenant(row, server());
      case SEND_CONFIG -> ring.platform().sendConfig(row.getId());
      case TELL_PROVISIONED ->
          tellsPlatform()
              ? ring.platform().tellProvisioned(row.getId())
              : Act.ofBooks(() -> {
                ring.platform().markProvisioned(row.getId());
                return "its own request is answered with the URL";
              });
      case APPLY_PLAN -> acts.applyPlan(row, server());
      case RESET -> acts.reset(row, server());
      case END_SESSIONS -> acts.endSessions(row, server());
      case END_LONG_TRANSACTIONS -> acts.endLongTransactions(row, server());
      case TAKE_WRITING -> acts.takeWriting(row, server());
      case GIVE_WRITING -> acts.giveWriting(row, server());
      case VACUUM -> acts.vacuum(row, server());
      case DROP_TENANT -> acts.dropTenant(row, server());
    };
  }

  private ServerRecord server() {
    return server.orElseThrow(
        () -> new IllegalStateException("the server of " + row.getId() + " is not in the books"));
  }
}
