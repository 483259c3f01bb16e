package herd.tier.server;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.Outcome;
import herd.fleet.act.ActFailed;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import herd.fleet.replication.ReplicationSql;
import herd.fleet.replication.SlotSeen;
import herd.fleet.server.ReadServerFacts;
import herd.fleet.server.ServerFacts;
import herd.fleet.ssh.SshTrouble;
import herd.fleet.tenant.LockTable;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.Votes;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One round of one server: SQL by the monitor and facts over SSH, both in one look. */
final class ServerVisit implements Visit<ServerAct, ServerSeen> {

  private static final Duration SQL_LIMIT = Duration.ofSeconds(4);
  private static final Duration SSH_LIMIT = Duration.ofSeconds(4);

  /** The kind of others' sessions is hidden from the monitor; that they have a user is not. */
  private static final Query CONNECTIONS =
      Query.of(
          "select count(*), current_setting('max_connections')::int,"
              + " current_setting('superuser_reserved_connections')::int"
              + " from pg_catalog.pg_stat_activity where datid is not null and usesysid is not null");

  private static final int INVENTORY = 1;
  private static final int SLOTS = 2;
  private static final int LOCKS = 3;
  private static final Set<String> TAKES_NO_WRITES = Set.of("stuck", "refuses");

  private static final Query NAMES = new Query(TenantSql.INVENTORY, List.of(), 30_001);

  private final Subject subject;
  private final ServerRecord row;
  private final int tenants;
  private final Set<String> known;
  private final boolean inOtherHands;
  private final boolean observing;
  private final Reach reach;
  private final Servers servers;
  private final ServerActs acts;
  private final NamesTold namesTold;
  private final CommitLooks commitLooks;

  private Sighting sighting =
      new Sighting(Outcome.BLIND, false, Duration.ZERO, "not looked at yet", List.of());
  private Optional<Inventory> inventory = Optional.empty();
  private Optional<ServerFacts> facts = Optional.empty();
  private Optional<Outcome> ssh = Optional.empty();
  private Optional<String> commits = Optional.empty();

  ServerVisit(
      Subject subject,
      ServerRecord row,
      int tenants,
      Set<String> known,
      boolean inOtherHands,
      boolean observing,
      Reach reach,
      Servers servers,
      ServerActs acts,
      NamesTold namesTold,
      CommitLooks commitLooks) {
    this.subject = subject;
    this.row = row;
    this.tenants = tenants;
    this.known = known;
    this.inOtherHands = inOtherHands;
    this.observing = observing;
    this.reach = reach;
    this.servers = servers;
    this.acts = acts;
    this.namesTold = namesTold;
    this.commitLooks = commitLooks;
  }

  @Override
  public Look look() {
    // What is being destroyed or made anew may well not answer: that is no incident.
    if (inOtherHands
        || row.getCertificate() == null
        || subject.state().equals(ServerState.DESTROYING.name())) {
      if (observing) {
        readFenceAlone();
      }
      return Look.atOurBooks();
    }
    sighting = lookBySql();
    inventory = rows(INVENTORY).map(Inventory::of);
    lookBySsh();
    // Else the whole look might take longer than looks may.
    boolean quick = sighting.took().compareTo(SQL_LIMIT.dividedBy(2)) < 0;
    if (calm() && sighting.ok() && quick) {
      commits = commitLooks.look(row);
    }
    if (observing) {
      facts.ifPresent(seen -> servers.fenceSeen(row, seen.fenceGeneration()));
    }
    facts.flatMap(ServerFacts::collations).ifPresent(seen -> servers.sorts(row, seen));
    facts.flatMap(ServerFacts::postgresMajor).ifPresent(seen -> servers.runs(row, seen));
    return new Look(
        sighting.outcome().word(),
        sighting.ok(),
        sighting.outcome().speaksForDown(),
        sighting.fresh(),
        sighting.took(),
        Optional.of(factsText().json()),
        true);
  }

  /** SAFETY 5, for a server that is not looked at. Who may be there is asked until it answers. */
  private void readFenceAlone() {
    if (row.getProviderId() == null || reach.provider().describe(row.getProviderId()).isEmpty()) {
      servers.fenceSeen(row, 0);
      return;
    }
    try {
      servers.fenceSeen(row, readFacts().fenceGeneration());
    } catch (SshTrouble | ActFailed e) {
      // The next look asks again; until then nobody acts on it.
    }
  }

  private ServerFacts readFacts() {
    return new ReadServerFacts(reach.unfenced())
        .run(reach.vantage(), Servers.host(row, reach.identity()), SSH_LIMIT);
  }

  private Sighting lookBySql() {
    var look =
        herd.fleet.postgres.Look.of(
            servers.monitor(row),
            TenantSql.MONITOR_DATABASE,
            List.of(CONNECTIONS, NAMES, ReplicationSql.SLOTS, LockTable.QUERY),
            SQL_LIMIT);
    return calm()
        ? reach.sessions().look(row.getId(), reach.vantage(), look)
        : reach.sessions().fresh(row.getId(), reach.vantage(), look.urgently());
  }

  private boolean calm() {
    return subject.state().equals(ServerState.AVAILABLE.name());
  }

  private void lookBySsh() {
    try {
      facts = Optional.of(readFacts());
      ssh = Optional.of(Outcome.OK);
    } catch (SshTrouble e) {
      ssh = Optional.of(e.kind().outcome());
    } catch (ActFailed e) {
      // It answered, but could not tell its facts: a fault of its own, not of the way to it.
      ssh = Optional.of(Outcome.OK);
    }
  }

  private ServerFactsText factsText() {
    Optional<Rows> counts = rows(0);
    return new ServerFactsText(
        sighting.detail(),
        ssh.map(Outcome::word),
        Optional.ofNullable(row.getAddress()),
        Optional.ofNullable(row.getProviderId()),
        Optional.of(row.getZone()),
        facts.map(ServerFacts::uptimeSeconds),
        facts.map(ServerFacts::diskUsedBytes),
        facts.map(ServerFacts::diskSizeBytes),
        facts.map(ServerFacts::memoryBytes),
        facts.map(ServerFacts::memoryAvailableBytes),
        facts.map(ServerFacts::load),
        facts.flatMap(ServerFacts::postgresVersion),
        facts.flatMap(ServerFacts::systemIdentifier),
        facts.map(seen -> seen.postmasterPid().isPresent()),
        counts.map(counted -> number(counted, 0)),
        counts.map(counted -> number(counted, 1)),
        inventory.map(seen -> seen.databases().size()),
        inventory.map(seen -> seen.roles().size()),
        inventory.filter(seen -> namesTold.isTurn(row.getId(), seen)).map(Inventory::names),
        facts.flatMap(ServerFacts::collations),
        facts.flatMap(ServerFacts::volume),
        commits,
        facts.flatMap(ServerFacts::pooler),
        certificateUntil().map(Instant::toString),
        slots().map(SlotsSeen::idle),
        slots().map(SlotsSeen::mostBytes),
        lockHogs(),
        strangers());
  }

  /** It is pinned: a handshake that went well was with this one. */
  private Optional<Instant> certificateUntil() {
    return sighting.ok() ? Optional.of(Certificates.until(row.getCertificate())) : Optional.empty();
  }

  private Optional<SlotsSeen> slots() {
    return rows(SLOTS).map(seen -> new SlotsSeen(SlotSeen.from(seen)));
  }

  /** Empty when they were not counted. A tenant that is alone may have all that is planned. */
  private Optional<List<LockTable.Holder>> lockHogs() {
    return rows(LOCKS).map(seen -> LockTable.from(seen).hogs(Math.max(1, tenants)));
  }

  private Optional<Boolean> locksCrowded() {
    return LockTable.isFull(sighting) ? Optional.of(true) : lockHogs().map(hogs -> !hogs.isEmpty());
  }

  private Optional<Rows> rows(int query) {
    return sighting.ok() && sighting.rows().size() > query
        ? Optional.of(sighting.rows().get(query))
            .filter(rows -> rows.error().isEmpty() && !rows.cut())
        : Optional.empty();
  }

  private static int number(Rows rows, int column) {
    return Integer.parseInt(Optional.ofNullable(rows.values().getFirst().get(column)).orElse("0"));
  }

  /** Of those that anybody but a superuser may have: the last few are for Herd's own hands. */
  private static double connectionsUsed(Rows counted) {
    return (double) number(counted, 0) / Math.max(1, number(counted, 1) - number(counted, 2));
  }

  /** Names of Herd's making that stand for no resource of this server. */
  private Optional<SortedSet<String>> strangers() {
    return inventory.map(seen -> seen.strangers(known));
  }

  @Override
  public ServerSeen seen(Look look, List<Observation> recalled, Instant now) {
    Votes votes = Votes.count(look, reach.vantage().name(), recalled, now);
    Optional<ServerFactsText> before = before(recalled);
    return new ServerSeen(
        subject.wanted(),
        row.getProviderId() != null,
        row.getCertificate() != null,
        inOtherHands,
        row.getRestartAsked() > row.getRestartDone(),
        tenants,
        look.well() && look.recorded(),
        look.fresh(),
        look.outcome(),
        look.bad(),
        votes.down(),
        ssh.map(outcome -> outcome == Outcome.OK),
        ssh.isPresent() && ssh.get() != Outcome.OK && sshFailedBefore(recalled),
        facts
            .filter(seen -> seen.diskSizeBytes() > 0)
            .map(seen -> (double) seen.diskUsedBytes() / seen.diskSizeBytes()),
        rows(0).map(ServerVisit::connectionsUsed),
        facts
            .flatMap(ServerFacts::systemIdentifier)
            .map(id -> !id.equals(row.getSystemIdentifier())),
        facts
            .flatMap(ServerFacts::volume)
            .flatMap(volume ->
                lasting(
                    TAKES_NO_WRITES.contains(volume),
                    before.flatMap(ServerFactsText::volume).filter(TAKES_NO_WRITES::contains))),
        commits.map(word -> !word.equals(CommitLooks.COMMITS)),
        certificateUntil().map(until -> Duration.between(now, until)),
        slots().map(seen -> seen.growing(servers, row, before)),
        locksCrowded(),
        strangers().map(strange -> alsoBefore(strange, recalled)),
        why(votes));
  }

  private String why(Votes votes) {
    String from = " from " + reach.vantage().name();
    String voices = votes.down() > 0 ? "; %d vantage(s) say down".formatted(votes.down()) : "";
    return sighting.ok() ? "answers" + from : sighting.detail() + from + voices;
  }

  private static Optional<ServerFactsText> before(List<Observation> recalled) {
    return recalled.stream()
        .flatMap(earlier -> earlier.facts().flatMap(ServerFactsText::read).stream())
        .findFirst();
  }

  /** Wrong only when it was so in the look before, too. */
  private static Optional<Boolean> lasting(boolean now, Optional<String> before) {
    return now && before.isEmpty() ? Optional.empty() : Optional.of(now);
  }

  /** The look before this one failed over SSH too. */
  private static boolean sshFailedBefore(List<Observation> recalled) {
    return recalled.stream()
        .flatMap(earlier -> earlier.facts().flatMap(ServerFactsText::read).stream())
        .flatMap(earlier -> earlier.ssh().stream())
        .findFirst()
        .filter(word -> !word.equals(Outcome.OK.word()))
        .isPresent();
  }

  private static Set<String> alsoBefore(Set<String> strange, List<Observation> recalled) {
    Set<String> before =
        recalled.stream()
            .flatMap(earlier -> earlier.facts().flatMap(ServerFactsText::read).stream())
            .flatMap(earlier -> earlier.strangers().stream())
            .findFirst()
            .<Set<String>>map(names -> names)
            .orElse(Set.of());
    Set<String> both = new TreeSet<>(strange);
    both.retainAll(before);
    return both;
  }

  @Override
  public Act act(ServerAct name) {
    return switch (name) {
      case CREATE_MACHINE -> acts.createMachine(row);
      case CREATE_CLUSTER -> acts.createCluster(row);
      case START_POSTGRES -> acts.startPostgres(row);
      case RESTART_POSTGRES -> acts.restartPostgres(row);
      case DESTROY_MACHINE -> acts.destroyMachine(row);
    };
  }
}
