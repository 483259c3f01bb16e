package herd.production.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The tables of maintenances and windows. Every method takes the transaction to use. */
public final class Maintenances {

  private static final Duration NOTICE = Duration.ofDays(7);
  private static final Duration LATEST = Duration.ofDays(28);
  private static final Duration WEEK = Duration.ofDays(7);

  /** Its customer waits for its time, and the window that it was scheduled for has ended. */
  private static final String OVER =
      "m.run_asked_at is null and m.scheduled_for <= clock_timestamp() - interval '%d hours'"
          .formatted(Window.LENGTH.toHours());

  private Maintenances() {}

  /** Its customer's, and the one before that if there was another. */
  public record Windows(Window now, Optional<Window> previous) {}

  public static Windows windows(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select half_hour, previous from maintenance_window where resource_id = ?", resource)
        .fetchOptional(row ->
            new Windows(
                new Window(row.get("half_hour", Integer.class)),
                Optional.ofNullable(row.get("previous", Integer.class)).map(Window::new)))
        .orElseGet(() -> new Windows(Window.of(resource), Optional.empty()));
  }

  /** What is scheduled moves to the new window. */
  public static void move(DSLContext in, UUID resource, Window window) {
    in.execute(
        """
        insert into maintenance_window (resource_id, half_hour, previous) values (?, ?, ?)
        on conflict (resource_id) do update
          set previous = maintenance_window.half_hour, half_hour = excluded.half_hour
        """,
        resource,
        window.halfHour(),
        windows(in, resource).now().halfHour());
    open(in, resource)
        .filter(Maintenance::movable)
        .ifPresent(one -> schedule(in, one, window.next(now(in))));
  }

  /** The one that is not completed. */
  public static Optional<Maintenance> open(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select * from maintenance where resource_id = ? and completed_at is null", resource)
        .fetchOptional(Maintenances::read);
  }

  /** The latest first. */
  public static List<Maintenance> history(DSLContext in, UUID resource, int most) {
    return in.resultQuery(
            "select * from maintenance where resource_id = ? and completed_at is not null"
                + " order by id desc limit ?",
            resource,
            most)
        .fetch(Maintenances::read);
  }

  /** For a window at least a week ahead; one that is open stays as it is. */
  public static void plan(DSLContext in, UUID resource, String method, String reason) {
    Instant now = now(in);
    add(in, resource, method, reason, windows(in, resource).now().next(now.plus(NOTICE)), now);
  }

  /**
   * For its next window.
   *
   * @return false when another maintenance is open
   */
  public static boolean planUpgrade(DSLContext in, UUID resource, int major) {
    Instant now = now(in);
    return add(
        in,
        resource,
        Maintenance.UPGRADE,
        Optional.of(major),
        "customer_request",
        windows(in, resource).now().next(now),
        now);
  }

  /** False when none is planned, or its leader was stopped already. */
  public static boolean cancelUpgrade(DSLContext in, UUID resource) {
    return in.execute(
            """
            delete from maintenance m using resource r, server s
            where m.resource_id = ? and m.method = 'upgrade' and m.completed_at is null
              and r.id = m.resource_id and s.id = r.server_id
              and s.postgres_major is distinct from m.postgres_major
              and not exists (select from failover f where f.resource_id = m.resource_id
                and f.ended_at is null and f.upgrade_to is not null)
            """,
            resource)
        == 1;
  }

  /** The latest upgrade, whatever became of it. */
  public static Optional<Maintenance> upgrade(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select * from maintenance where resource_id = ? and method = 'upgrade'"
                + " order by id desc limit 1",
            resource)
        .fetchOptional(Maintenances::read);
  }

  /** Now, whether one is scheduled or not. */
  public static void run(DSLContext in, UUID resource, String method) {
    Instant now = now(in);
    add(in, resource, method, "customer_request", now, now);
    runNow(in, resource);
  }

  /** The one that is open. */
  public static void runNow(DSLContext in, UUID resource) {
    in.execute(
        "update maintenance set run_asked_at = coalesce(run_asked_at, clock_timestamp())"
            + " where resource_id = ? and completed_at is null",
        resource);
  }

  private static void add(
      DSLContext in, UUID resource, String method, String reason, Instant at, Instant now) {
    add(in, resource, method, Optional.empty(), reason, at, now);
  }

  private static boolean add(
      DSLContext in,
      UUID resource,
      String method,
      Optional<Integer> major,
      String reason,
      Instant at,
      Instant now) {
    return in.execute(
            """
            insert into maintenance (resource_id, method, postgres_major, reason, scheduled_for, required_by)
            values (?, ?, ?, ?, ?::timestamptz, ?::timestamptz)
            on conflict (resource_id) where completed_at is null do nothing
            """,
            resource,
            method,
            major.orElse(null),
            reason,
            at.atOffset(ZoneOffset.UTC),
            now.plus(LATEST).atOffset(ZoneOffset.UTC))
        == 1;
  }

  /**
   * So many weeks later, or earlier: within the window still, neither in the past nor later than it
   * must be.
   *
   * @return false when it runs by now
   */
  public static boolean delay(DSLContext in, Maintenance one, int weeks) {
    Window window = windows(in, one.resource()).now();
    Instant at = one.scheduledFor().plus(WEEK.multipliedBy(weeks));
    Instant soonest = window.next(now(in));
    Instant wanted = at.isBefore(soonest) ? soonest : at;
    while (wanted.isAfter(one.requiredBy()) && wanted.isAfter(soonest)) {
      wanted = wanted.minus(WEEK);
    }
    return schedule(in, one, wanted);
  }

  private static boolean schedule(DSLContext in, Maintenance one, Instant at) {
    return in.execute(
            """
            update maintenance m set previously_scheduled_for = scheduled_for, scheduled_for = ?::timestamptz
            where id = ? and run_asked_at is null and (started_at is null or method = 'upgrade'
              and not exists (select from failover f where f.resource_id = m.resource_id
                and f.ended_at is null and f.upgrade_to is not null))
            """,
            at.atOffset(ZoneOffset.UTC),
            one.id())
        == 1;
  }

  /** What the resource's machine may have to ask for. */
  public enum Due {
    START,
    /** Its window is over, and the next one is its time. */
    MOVE,
    FINISH
  }

  /**
   * By resource. None starts while a standby is to restart, or a server to be told its settings,
   * nor after the end of its window. A changeover is done when the leader is another, whatever made
   * it so; one that was given up, or did not begin in time, begins anew. An upgrade is done when
   * the leader is of its version; its pair ends one that failed. None moves while a leader is
   * changed.
   */
  public static Map<UUID, Due> due(DSLContext in, Collection<UUID> resources) {
    return in
        .resultQuery(
            """
            select m.resource_id, case
                when m.started_at is not null and case m.method
                    when 'upgrade' then leads.postgres_major = m.postgres_major
                    when 'restart' then s.restart_done >= m.mark
                    else m.server_id <> r.server_id end then 'FINISH'
                when %s then
                  case when not exists (select from failover f where f.resource_id = m.resource_id
                    and f.ended_at is null) then 'MOVE' end
                when m.started_at is null then
                  case when m.method = 'upgrade' or not exists (select from placement p
                      join server w on w.id = p.server_id
                      join server_setting g on g.server_id = p.server_id
                    where p.resource_id = m.resource_id and (g.given is null
                      or p.role = 'STANDBY' and w.restart_asked > w.restart_done)) then 'START' end
                when m.method = 'changeover' and (
                    exists (select from failover f where f.resource_id = m.resource_id
                      and f.id > m.mark and f.outcome = 'GIVEN_UP')
                    or not exists (select from failover f where f.resource_id = m.resource_id
                      and f.id > m.mark)
                    and exists (select from pair_wish w where w.resource_id = m.resource_id
                      and w.switch_until < clock_timestamp())) then 'START' end as due
            from maintenance m
              join resource r on r.id = m.resource_id
              left join server s on s.id = m.server_id
              left join server leads on leads.id = r.server_id
            where m.resource_id = any (?) and m.completed_at is null and (m.started_at is not null
              or m.run_asked_at is not null or m.scheduled_for <= clock_timestamp())
            """
                .formatted(OVER),
            (Object) resources.toArray(UUID[]::new))
        .fetch()
        .stream()
        .filter(row -> row.get("due") != null)
        .collect(
            java.util.stream.Collectors.toMap(
                row -> row.get("resource_id", UUID.class),
                row -> Due.valueOf(row.get("due", String.class))));
  }

  /**
   * Of some resources those whose maintenance should be done by now, or was asked for hours ago.
   */
  public static Set<UUID> overdue(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            """
            select resource_id from maintenance where resource_id = any (?) and completed_at is null
              and (required_by < clock_timestamp()
                or run_asked_at < clock_timestamp() - interval '6 hours')
            """,
            (Object) resources.toArray(UUID[]::new))
        .fetchSet("resource_id", UUID.class);
  }

  /**
   * @param method as it is really done: the plan may be another than when it was scheduled
   */
  static void started(DSLContext in, UUID resource, String method, UUID server, long mark) {
    in.execute(
        """
        update maintenance set started_at = coalesce(started_at, clock_timestamp()),
          method = ?, server_id = ?, mark = ? where resource_id = ? and completed_at is null
        """,
        method,
        server,
        mark,
        resource);
  }

  static void lock(DSLContext in, UUID resource) {
    in.execute(
        "select 1 from maintenance where resource_id = ? and completed_at is null for update",
        resource);
  }

  /** Of its window; empty when its customer does not wait for it. */
  static Optional<Duration> left(DSLContext in, Maintenance one) {
    return one.runAsked()
        ? Optional.empty()
        : Optional.of(Duration.between(now(in), one.scheduledFor().plus(Window.LENGTH)));
  }

  /** To the next window, from its beginning: only the copy that an upgrade has made stays. */
  static void moveOn(DSLContext in, Maintenance one) {
    in.execute(
        """
        update maintenance set previously_scheduled_for = scheduled_for, scheduled_for = ?::timestamptz,
          started_at = case when method = 'upgrade' then started_at end
        where id = ? and run_asked_at is null
        """,
        windows(in, one.resource()).now().next(now(in)).atOffset(ZoneOffset.UTC),
        one.id());
  }

  /**
   * The restart that it asked for, and that has not been done, is not asked for any more.
   *
   * @return the server
   */
  static Optional<UUID> takeBackRestart(DSLContext in, Maintenance one) {
    return in.resultQuery(
            """
            update server s set restart_done = s.restart_asked from maintenance m
            where m.id = ? and m.method = 'restart' and m.started_at is not null
              and s.id = m.server_id and s.restart_asked = m.mark and s.restart_done < m.mark
            returning s.id
            """,
            one.id())
        .fetchOptional("id", UUID.class);
  }

  static void completed(DSLContext in, UUID resource) {
    in.execute(
        "update maintenance set completed_at = clock_timestamp()"
            + " where resource_id = ? and completed_at is null",
        resource);
  }

  private static Instant now(DSLContext in) {
    return in.fetchSingle("select clock_timestamp()").into(OffsetDateTime.class).toInstant();
  }

  private static Maintenance read(Record row) {
    return new Maintenance(
        row.get("id", Long.class),
        row.get("resource_id", UUID.class),
        row.get("method", String.class),
        Optional.ofNullable(row.get("postgres_major", Integer.class)),
        row.get("reason", String.class),
        row.get("scheduled_for", OffsetDateTime.class).toInstant(),
        time(row, "previously_scheduled_for"),
        row.get("required_by", OffsetDateTime.class).toInstant(),
        row.get("run_asked_at") != null,
        time(row, "started_at"),
        time(row, "completed_at"),
        Optional.ofNullable(row.get("failure", String.class)),
        row.get("created_at", OffsetDateTime.class).toInstant());
  }

  private static Optional<Instant> time(Record row, String column) {
    return Optional.ofNullable(row.get(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
