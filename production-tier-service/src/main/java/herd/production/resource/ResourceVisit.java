package herd.production.resource;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import herd.fleet.tenant.LockTable;
import herd.production.credential.Credential;
import herd.production.credential.CredentialsDue;
import herd.production.high.Aftermath;
import herd.production.maintenance.Maintenances;
import herd.production.placement.Placement;
import herd.production.plan.High;
import herd.production.plan.Move;
import herd.production.pooler.Pooler;
import herd.production.pooler.PoolerSeen;
import herd.tier.Votes;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.DatabaseLooks;
import herd.tier.resource.DeepLooks;
import herd.tier.resource.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One round of one resource: its leader is looked at. A calm one is seen over its server's kept
 * session; one that is not, and every one each ten minutes, by a fresh login into the database
 * itself, which always ends with a commit.
 */
final class ResourceVisit implements Visit<ResourceAct, ResourceSeen> {

  private static final Query WRITTEN =
      Query.of(
          "select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::pg_catalog.int8");

  /** Catalogs only. What a session sets for itself, nobody else can see. */
  private static final Query WEAKER =
      Query.of(
          "select pg_catalog.concat_ws(' in ',"
              + " case when s.setrole <> 0 then 'role ' || pg_catalog.pg_get_userbyid(s.setrole) end,"
              + " case when s.setdatabase <> 0 then 'database ' || d.datname end)"
              + " || ': ' || pg_catalog.split_part(c, '=', 2)"
              + " from pg_catalog.pg_db_role_setting s cross join pg_catalog.unnest(s.setconfig) c"
              + " left join pg_catalog.pg_database d on d.oid = s.setdatabase"
              + " where c like 'synchronous_commit=%' and pg_catalog.lower(pg_catalog.split_part(c, '=', 2))"
              + " not in ('on', 'remote_apply', 'true', 'yes', '1') order by 1 limit 20");

  private static final String SESSIONS_BY_LOGIN =
      "select usename::pg_catalog.text, pg_catalog.count(*) from pg_catalog.pg_stat_activity"
          + " where datname = $1 and usename is not null group by usename limit 200";

  /**
   * What the books say of it.
   *
   * @param move what is asked of its servers
   * @param servers those of its own, by id, destroyed ones too
   * @param leaderRuns the leader's Postgres has answered
   * @param leaderNearlyFull the leader's disk
   * @param guard how its standby is
   * @param follows it is a follower: nothing can be written to it
   * @param credentials those that have a row
   * @param pooler if it is to have one
   * @param withoutSettings servers that lack settings, in the order in which they get them
   */
  record Books(
      Subject subject,
      ResourceRecord row,
      Move move,
      List<Placement> placements,
      Map<UUID, ServerRecord> servers,
      boolean leaderRuns,
      boolean leaderNearlyFull,
      ResourceSeen.Guard guard,
      boolean follows,
      List<Credential> credentials,
      Optional<Pooler> pooler,
      List<ServerRecord> withoutSettings,
      Optional<Maintenances.Due> maintenance,
      boolean maintenanceOverdue) {

    /** The server its row names: the leader, always (decision 9). */
    Optional<ServerRecord> leader() {
      return Optional.ofNullable(row.getServerId())
          .flatMap(id -> Optional.ofNullable(servers.get(id)));
    }
  }

  private final Books books;
  private final Subject subject;
  private final ResourceRecord row;
  private final ResourceRing ring;

  private DatabaseLooks.Seen last = DatabaseLooks.Seen.nothing();
  private boolean commits;
  private Optional<Sighting> throughPooler = Optional.empty();

  ResourceVisit(Books books, ResourceRing ring) {
    this.books = books;
    this.subject = books.subject();
    this.row = books.row();
    this.ring = ring;
  }

  @Override
  public Look look() {
    boolean there = row.getTenantMadeAt() != null && row.getTenantDroppedAt() == null;
    if (!there || !subject.wanted() || books.leader().isEmpty()) {
      return Look.atOurBooks();
    }
    ServerRecord leader = books.leader().get();
    boolean calm = subject.state().equals(ResourceState.AVAILABLE.name());
    boolean shallow = calm && !ring.deepLooks().due(row.getId(), leader.getId());
    commits = !books.follows() && (!shallow || ring.commitBeat().due(row.getId()));
    // A follower writes nothing, and its leader's settings are told of with the leader.
    Query[] more = books.follows() ? new Query[0] : questions();
    DatabaseLooks.Seen seen =
        shallow
            ? ring.looks().shallow(row, leader, commits, more)
            : ring.looks().deep(row, leader, commits, calm, more);
    last = judged(seen);
    if (calm && (last.sighting().outcome().speaksForDown() || LockTable.isFull(last.sighting()))) {
      // Its server may be down, or have no room for locks, and not be due for a minute.
      ring.reach().plane().subjects().due(leader.getId());
    }
    if (calm && last.sighting().ok()) {
      throughPooler =
          books
              .pooler()
              .filter(Pooler::started)
              .map(pooler -> ring.poolerLooks().through(pooler, leader));
    }
    return last.look();
  }

  private Query[] questions() {
    boolean turning = books.credentials().stream().anyMatch(Credential::rotating);
    return turning
        ? new Query[] {WRITTEN, WEAKER, Query.of(SESSIONS_BY_LOGIN, row.getDatabase())}
        : new Query[] {WRITTEN, WEAKER};
  }

  /** How much is written says when to commit next; whose commits wait for nobody is told. */
  private DatabaseLooks.Seen judged(DatabaseLooks.Seen seen) {
    // Whoever could not commit is asked again by the next look.
    boolean tried = commits && seen.sighting().ok();
    seen.more().stream()
        .findFirst()
        .filter(_ -> tried || !commits)
        .flatMap(Rows::single)
        .map(Long::parseLong)
        .ifPresent(written -> ring.commitBeat().seen(row.getId(), written, tried));
    DatabaseLooks.Seen counted =
        seen.more().stream()
            .skip(2)
            .findFirst()
            .filter(rows -> rows.error().isEmpty())
            .map(rows -> seen.with(seen.facts().sessions(counted(rows))))
            .orElse(seen);
    return seen.more().stream()
        .skip(1)
        .findFirst()
        .filter(_ -> synchronous())
        .map(rows -> counted.with(counted.facts().weakerCommits(whose(rows))))
        .orElse(counted);
  }

  private boolean synchronous() {
    return ring.plan(row.getPlan()).high().filter(High::synchronous).isPresent();
  }

  private static List<String> whose(Rows rows) {
    return rows.values().stream().map(each -> String.valueOf(each.getFirst())).toList();
  }

  private static Map<String, Integer> counted(Rows byLogin) {
    return byLogin.values().stream()
        .collect(
            Collectors.toMap(
                one -> String.valueOf(one.getFirst()),
                one -> Integer.valueOf(String.valueOf(one.getLast()))));
  }

  @Override
  public ResourceSeen seen(Look look, List<Observation> recalled, Instant now) {
    Votes votes = Votes.count(look, ring.reach().vantage().name(), recalled, now);
    return new ResourceSeen(
        subject.wanted(),
        books.follows(),
        Grant.of(row),
        serversLeft(),
        books.leaderRuns() && books.leader().filter(on -> on.getDestroyedAt() == null).isPresent(),
        row.getTenantMadeAt() != null,
        row.getTenantDroppedAt() != null,
        books.guard(),
        look.well() && look.recorded(),
        look.fresh(),
        look.well() && commits,
        look.outcome(),
        look.bad(),
        votes.down(),
        row.getConfigVersion() > row.getConfigTold() && Grant.isTold(row),
        row.getProvisionedAt() == null,
        !row.getPlan().equals(row.getPlanApplied()) && leaderFitsPlan(),
        row.getResetAsked() > row.getResetDone(),
        row.getCutAsked() > row.getCutDone(),
        CredentialsDue.due(row, books.credentials(), last.facts().sessions()),
        !books.withoutSettings().isEmpty(),
        PoolerSeen.of(books.pooler(), throughPooler),
        books.maintenance(),
        books.maintenanceOverdue(),
        last.facts()
            .connections()
            .map(used -> (double) used / ring.plan(row.getPlan()).plan().connections()),
        last.facts().frozenAge(),
        books.leaderNearlyFull(),
        last.why(ring.reach().vantage().name(), votes));
  }

  private boolean leaderFitsPlan() {
    return books.leader().filter(books.move()::fitsPlan).isPresent();
  }

  private int serversLeft() {
    return (int)
        books.placements().stream()
            .map(placement -> books.servers().get(placement.server()))
            .filter(Objects::nonNull)
            .filter(server -> server.getDestroyedAt() == null)
            .count();
  }

  @Override
  public Act act(ResourceAct name) {
    return switch (name) {
      case EXCHANGE_GRANT -> ring.platform().exchangeGrant(row.getId());
      case CREATE_TENANT -> ring.tenants().create(row, leader());
      case FORM_PAIR -> Act.ofBooks(() -> ring.formPair(row));
      case APPLY_PLAN -> ring.tenants().applyPlan(row, leader());
      case SEND_CONFIG ->
          Aftermath.of(
              ring.reach().plane().dsl(),
              row.getId(),
              ring.deepLooks()
                  .counted(row.getId(), leader().getId())
                  .map(DeepLooks.Counted::unlogged),
              ring.platform().sendConfig(row.getId()));
      case TELL_PROVISIONED -> ring.platform().tellProvisioned(row);
      case RESET -> ring.tenants().reset(row, leader());
      case END_SESSIONS -> ring.tenants().endSessions(row, leader());
      case APPLY_CREDENTIALS -> ring.credentialActs().apply(row, leader());
      case START_POOLER -> ring.startPooler(row, leader(), false);
      case TELL_POOLER -> ring.poolers().tell(row);
      case APPLY_SETTINGS -> ring.planActs().settings(row, books.withoutSettings());
      case START_MAINTENANCE ->
          ring.maintenance().start(row, books.guard() != ResourceSeen.Guard.NONE);
      case MOVE_MAINTENANCE -> ring.maintenance().move(row);
      case FINISH_MAINTENANCE -> ring.maintenance().finish(row);
      case TELL_CREDENTIAL -> ring.credentialActs().tell(row, books.credentials());
      case END_SERVERS -> Act.ofBooks(() -> ring.ownServers().release(row.getId()));
    };
  }

  private ServerRecord leader() {
    return books
        .leader()
        .orElseThrow(() ->
            new IllegalStateException(
                "the leader of " + row.getId() + " is not in the books of servers"));
  }
}
