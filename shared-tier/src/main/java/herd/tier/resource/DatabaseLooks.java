package herd.tier.resource;

import herd.fleet.Outcome;
import herd.fleet.postgres.Look;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.Votes;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks at one customer's database as the monitor: over its server's kept session, or by a fresh
 * login into the database itself. Thread-safe; one for each ring.
 */
public final class DatabaseLooks {

  private static final Duration LIMIT = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** With three vantages well below the monitor's connection limit of 30. */
  private static final int LOGINS_PER_SERVER = 6;

  private static final int OLDEST_TRANSACTION = 4;
  private static final int FROZEN_AGE = 5;

  private static final Query VERSION =
      Query.of(
          "select pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1)");
  private static final String ONE_TENANT = TenantSql.TENANTS + " where database = $1";
  private static final Query SESSIONS =
      Query.of(
          "select pg_catalog.count(*) from pg_catalog.pg_stat_activity"
              + " where datname = pg_catalog.current_database()"
              + " and usename not in ('herd_monitor', 'herd_pooler')");

  /**
   * What a look came to.
   *
   * @param more the answers to the further queries that were asked, as far as they were answered
   */
  public record Seen(Sighting sighting, ResourceFacts facts, List<Rows> more) {

    static Seen nothing(Sighting sighting) {
      return new Seen(sighting, ResourceFacts.none(sighting.detail()), List.of());
    }

    /** The same with facts that the look itself could not know. */
    public Seen with(ResourceFacts more) {
      return new Seen(sighting, more, this.more);
    }

    /** As the loop takes it. */
    public herd.controlplane.ring.Look look() {
      return new herd.controlplane.ring.Look(
          sighting.outcome().word(),
          sighting.ok(),
          sighting.outcome().speaksForDown(),
          sighting.fresh(),
          sighting.took(),
          Optional.of(facts.json()),
          true);
    }

    /** In words for the trail. */
    public String why(String vantage, Votes votes) {
      String from = " from " + vantage;
      String voices = votes.down() > 0 ? "; %d vantage(s) say down".formatted(votes.down()) : "";
      return sighting.ok() ? "answers" + from : sighting.detail() + from + voices;
    }

    /** Before the first look. */
    public static Seen nothing() {
      return nothing(
          new Sighting(Outcome.BLIND, false, Duration.ZERO, "not looked at yet", List.of()));
    }
  }

  private final Reach reach;
  private final Servers servers;
  private final DeepLooks deepLooks;
  private final Map<UUID, Semaphore> turns = new ConcurrentHashMap<>();

  public DatabaseLooks(Reach reach, Servers servers, DeepLooks deepLooks) {
    this.reach = reach;
    this.servers = servers;
    this.deepLooks = deepLooks;
  }

  /**
   * Over the server's kept session: what can be known without entering the database.
   *
   * @param commits whether it ends with a tiny commit
   * @param more further questions to the server, asked in the same packet
   */
  public Seen shallow(ResourceRecord row, ServerRecord on, boolean commits, Query... more) {
    Sighting sighting = fromServer(row, on, commits, more);
    Optional<Rows> tenant = rows(sighting, 0);
    if (tenant.isPresent() && tenant.get().values().isEmpty()) {
      // The server answers but has no such database: only a login into it can tell what that means.
      return deep(row, on, commits, false, more);
    }
    Optional<DeepLooks.Counted> before = deepLooks.counted(row.getId(), on.getId());
    return new Seen(
        sighting,
        new ResourceFacts(
            sighting.detail(),
            number(tenant, 1),
            before.map(DeepLooks.Counted::rows),
            before.map(DeepLooks.Counted::tables),
            number(tenant, 2).map(Long::intValue),
            number(tenant, OLDEST_TRANSACTION),
            rows(sighting, 1).flatMap(Rows::single),
            number(tenant, FROZEN_AGE),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        more(sighting));
  }

  /**
   * By a fresh login into its own database, kept by nobody. So many at once per server, or a
   * hundred tenants of a broken server would use up the monitor's connections; who gets no turn is
   * blind.
   *
   * @param calm whether its server may be asked too for what is hidden inside
   * @param more further questions to the server, answered when it was asked
   */
  public Seen deep(
      ResourceRecord row, ServerRecord on, boolean commits, boolean calm, Query... more) {
    Semaphore ours = turns.computeIfAbsent(on.getId(), _ -> new Semaphore(LOGINS_PER_SERVER));
    try {
      if (!ours.tryAcquire() && !ours.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return Seen.nothing(blind("no turn for a login to its server"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Seen.nothing(blind("interrupted"));
    }
    try {
      return inside(row, on, commits, calm, more);
    } finally {
      ours.release();
    }
  }

  private static Sighting blind(String why) {
    return new Sighting(Outcome.BLIND, true, PATIENCE, why, List.of());
  }

  private Seen inside(
      ResourceRecord row, ServerRecord on, boolean commits, boolean calm, Query... more) {
    Look look =
        Look.of(
            servers.monitor(on),
            row.getDatabase(),
            List.of(Query.of(TenantSql.DATABASE_FACTS), VERSION, SESSIONS),
            LIMIT);
    Sighting sighting = reach.sessions().once(reach.vantage(), commits ? look.committing() : look);
    Optional<Rows> counted = rows(sighting, 0);
    Optional<Long> tables = number(counted, 1);
    Optional<Long> rows = number(counted, 2);
    Optional<Long> unlogged = number(counted, 3);
    if (rows.isPresent() && tables.isPresent() && unlogged.isPresent()) {
      deepLooks.remember(
          row.getId(), new DeepLooks.Counted(on.getId(), rows.get(), tables.get(), unlogged.get()));
    }
    Optional<Sighting> server =
        calm && sighting.ok() ? Optional.of(fromServer(row, on, false, more)) : Optional.empty();
    Optional<Rows> hidden = server.flatMap(seen -> rows(seen, 0));
    return new Seen(
        sighting,
        new ResourceFacts(
            sighting.detail(),
            number(counted, 0),
            rows,
            tables,
            number(rows(sighting, 2), 0).map(Long::intValue),
            number(hidden, OLDEST_TRANSACTION),
            rows(sighting, 1).flatMap(Rows::single),
            number(hidden, FROZEN_AGE),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        server.map(DatabaseLooks::more).orElse(List.of()));
  }

  private static List<Rows> more(Sighting sighting) {
    return sighting.rows().size() > 2
        ? sighting.rows().subList(2, sighting.rows().size())
        : List.of();
  }

  private Sighting fromServer(ResourceRecord row, ServerRecord on, boolean commits, Query... more) {
    List<Query> queries = new ArrayList<>();
    queries.add(Query.of(ONE_TENANT, row.getDatabase()));
    queries.add(VERSION);
    queries.addAll(List.of(more));
    Look look = Look.of(servers.monitor(on), TenantSql.MONITOR_DATABASE, queries, LIMIT);
    return reach.sessions().look(on.getId(), reach.vantage(), commits ? look.committing() : look);
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
}
