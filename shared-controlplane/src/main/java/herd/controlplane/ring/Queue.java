package herd.controlplane.ring;

import herd.controlplane.Subject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The ring's hot statements: take what is due, put back what was looked at, both in batches. Plain
 * JDBC, because this is the path that must do ten thousand members a second.
 */
final class Queue {

  /** How long before an untouched member is anybody's again, beyond the limit of a look. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * From when on this worker may take a member that is due: not while it is taken, a little later
   * when another worker looked last and so has its session, a beat later when it is uncertain, or
   * highly available, and this vantage has just spoken: both are to be seen from several places.
   */
  private static final String FREE_AT =
      """
      greatest(s.taken_until,
        case when s.looked_by <> ? and s.lane <> 'ha'
          then s.due_at + least(s.beat_ms * 0.2, 2000) * interval '1 ms' end,
        case when s.lane in ('uncertain', 'ha') and s.looked_from = ?
          then s.due_at + s.beat_ms * interval '1 ms' end,
        s.due_at)\
      """;

  private static final String TAKE =
      """
      with clock as materialized (select clock_timestamp() as now),
      due as (
        select picked.id
        from unnest(?::text[], ?::int[]) as lanes(lane, room)
        cross join lateral (
          select s.id from control.subject s
          where s.owner = ? and s.kind = ? and s.lane = lanes.lane
            and s.due_at <= (select now from clock)
            and %s <= (select now from clock)
            and (? = '' or s.name = ?)
          order by s.due_at limit lanes.room
          for update skip locked) picked
        where ? = '' or not exists (
          select from control.subject v
          where v.kind = 'vantage' and v.name = ? and v.owner = ? and v.state = 'BLIND'))
      update control.subject s
      set taken_until = (select now from clock) + ? * interval '1 ms', taken_by = ?
      from due where s.id = due.id
      returning s.id, s.kind, s.owner, s.name, s.part_of, s.wanted, s.state, s.since, s.version,
        s.lane, s.looked_at, s.looked_from, s.stumbles, s.troubles, s.held_until, s.taken_until,
        s.trace, (select now from clock)
      """
          .formatted(FREE_AT);

  /**
   * By lane and with a limit, or the planner reads the whole table. Beyond the limit lies a backlog
   * that a worker's longest sleep comes round to anyway.
   */
  private static final String NEXT =
      """
      with clock as materialized (select clock_timestamp() as now)
      select extract(epoch from min(next.at) - (select now from clock)) * 1000 from (
        select (
          select s.due_at as at from control.subject s
          where s.owner = ? and s.kind = ? and s.lane = lanes.lane
            and s.due_at > (select now from clock) and (? = '' or s.name = ?)
          order by s.due_at limit 1)
        from unnest(?::text[]) as lanes(lane)
        union all
        select due.at from unnest(?::text[]) as lanes(lane)
        cross join lateral (
          select %s as at from control.subject s
          where s.owner = ? and s.kind = ? and s.lane = lanes.lane
            and s.due_at <= (select now from clock) and (? = '' or s.name = ?)
          order by s.due_at limit 500) due) next
      """
          .formatted(FREE_AT);

  /**
   * One statement, so that a batch without news is a transaction of one round trip. When something
   * was seen is counted from its coming, before it waits for anybody's rows.
   */
  private static final String PUT_BACK =
      """
      with seen as (
        insert into control.observation
          (at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts)
        select statement_timestamp() - v.age * interval '1 us', v.id, v.took, v.well, v.fresh,
          v.outcome, ?, ?, v.facts::jsonb
        from unnest(?::uuid[], ?::bigint[], ?::int[], ?::boolean[], ?::boolean[], ?::text[],
            ?::text[])
          as v(id, age, took, well, fresh, outcome, facts))
      update control.subject s set
        state = v.state,
        since = case when v.moved then c.now else s.since end,
        version = s.version + v.moved::int,
        lane = v.lane,
        beat_ms = v.beat,
        -- Made due since it was taken: due again at once.
        due_at = case when v.delay < 0 then null
          when s.due_at > s.taken_until - ? * interval '1 ms' then c.now
          else c.now + v.delay * interval '1 ms' end,
        taken_until = case when v.keep > 0 then c.now + v.keep * interval '1 ms' end,
        looked_at = case when v.completed then c.now else s.looked_at end,
        looked_from = ?,
        looked_by = case when v.completed then ? end,
        stumbles = v.stumbles,
        trace = case when not v.fulfilled then s.trace end
      from unnest(?::uuid[], ?::timestamptz[], ?::bigint[], ?::text[], ?::boolean[], ?::text[], ?::int[], ?::bigint[],
          ?::bigint[], ?::boolean[], ?::int[], ?::boolean[])
          as v(id, until, version, state, moved, lane, beat, delay, keep, completed, stumbles,
            fulfilled),
        (select clock_timestamp() as now) c
      where s.id = v.id and s.version = v.version and s.taken_by = ? and s.taken_until = v.until
      returning s.id
      """;

  private static final String LET_GO =
      """
      update control.subject s
      set taken_until = null, due_at = case when s.due_at is not null then clock_timestamp() end
      from unnest(?::uuid[], ?::timestamptz[]) as v(id, until)
      where s.id = v.id and s.taken_by = ? and s.taken_until = v.until
      """;

  /** What was taken, and the control plane's time when it was. */
  record Taken(List<Subject> members, Optional<Instant> clock) {}

  /**
   * How one member goes back.
   *
   * @param delay empty for one that leaves the ring
   * @param fulfilled it rests and needs nothing more: whatever was wished is done
   */
  record Return(
      Subject subject,
      String state,
      boolean moved,
      String lane,
      Duration beat,
      Optional<Duration> delay,
      Duration keep,
      boolean completed,
      int stumbles,
      boolean fulfilled) {}

  /**
   * What a look saw.
   *
   * @param endedNanos when, by this process's clock
   */
  record Seen(UUID subject, long endedNanos, Look look) {
    private long ageMicros() {
      return (System.nanoTime() - endedNanos) / 1000;
    }
  }

  private final DSLContext dsl;
  private final String service;
  private final String kind;
  private final WorkerConfig config;

  Queue(DSLContext dsl, String service, String kind, WorkerConfig config) {
    this.dsl = dsl;
    this.service = service;
    this.kind = kind;
    this.config = config;
  }

  /** For how long a member is taken to be looked at. */
  private Duration taken() {
    return config.lookLimit().plus(GRACE);
  }

  /** Takes what is due, up to so many of each lane. */
  Taken take(Map<String, Integer> room) {
    return dsl.connectionResult(connection -> take(connection, room));
  }

  private Taken take(Connection connection, Map<String, Integer> room) throws SQLException {
    List<String> lanes = List.copyOf(room.keySet());
    try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
      int at = 0;
      statement.setArray(++at, connection.createArrayOf("text", lanes.toArray()));
      statement.setArray(
          ++at, connection.createArrayOf("int4", lanes.stream().map(room::get).toArray()));
      statement.setString(++at, service);
      statement.setString(++at, kind);
      statement.setString(++at, config.worker());
      statement.setString(++at, config.vantage());
      statement.setString(++at, config.onlyNamed().orElse(""));
      statement.setString(++at, config.onlyNamed().orElse(""));
      statement.setString(++at, config.stopsWhenBlind() ? config.vantage() : "");
      statement.setString(++at, config.vantage());
      statement.setString(++at, service);
      statement.setLong(++at, taken().toMillis());
      statement.setString(++at, config.worker());
      List<Subject> taken = new ArrayList<>();
      Optional<Instant> clock = Optional.empty();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taken.add(subject(rows));
          clock = Optional.of(instant(rows, 18));
        }
      }
      return new Taken(taken, clock);
    }
  }

  /**
   * Puts members back, with what was seen of them. Those whose version moved on meanwhile (a wish
   * came, or another worker decided) keep what they have and are merely let go, due at once.
   *
   * @return the ids whose return counted
   */
  Set<UUID> putBack(Connection connection, List<Return> returns, List<Seen> seen)
      throws SQLException {
    Set<UUID> counted = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(PUT_BACK)) {
      int at = 0;
      statement.setString(++at, config.vantage());
      statement.setString(++at, config.worker());
      statement.setArray(++at, array(connection, "uuid", seen, Seen::subject));
      statement.setArray(++at, array(connection, "int8", seen, Seen::ageMicros));
      statement.setArray(
          ++at, array(connection, "int4", seen, s -> (int) (s.look().took().toNanos() / 1000)));
      statement.setArray(++at, array(connection, "bool", seen, s -> s.look().well()));
      statement.setArray(++at, array(connection, "bool", seen, s -> s.look().fresh()));
      statement.setArray(++at, array(connection, "text", seen, s -> s.look().outcome()));
      statement.setArray(++at, array(connection, "text", seen, s -> s.look().facts().orElse(null)));
      statement.setLong(++at, taken().toMillis());
      statement.setString(++at, config.vantage());
      statement.setString(++at, config.worker());
      statement.setArray(++at, array(connection, "uuid", returns, r -> r.subject().id()));
      statement.setArray(++at, array(connection, "timestamptz", returns, Queue::until));
      statement.setArray(++at, array(connection, "int8", returns, r -> r.subject().version()));
      statement.setArray(++at, array(connection, "text", returns, Return::state));
      statement.setArray(++at, array(connection, "bool", returns, Return::moved));
      statement.setArray(++at, array(connection, "text", returns, Return::lane));
      statement.setArray(++at, array(connection, "int4", returns, r -> (int) r.beat().toMillis()));
      statement.setArray(
          ++at,
          array(connection, "int8", returns, r -> r.delay().map(Duration::toMillis).orElse(-1L)));
      statement.setArray(++at, array(connection, "int8", returns, r -> r.keep().toMillis()));
      statement.setArray(++at, array(connection, "bool", returns, Return::completed));
      statement.setArray(++at, array(connection, "int4", returns, Return::stumbles));
      statement.setArray(++at, array(connection, "bool", returns, Return::fulfilled));
      statement.setString(++at, config.worker());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          counted.add(rows.getObject(1, UUID.class));
        }
      }
    }
    if (counted.size() < returns.size()) {
      letGo(
          connection,
          returns.stream().filter(each -> !counted.contains(each.subject().id())).toList());
    }
    return counted;
  }

  /** Lets members go, due at once, whatever their version. */
  private void letGo(Connection connection, List<Return> returns) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LET_GO)) {
      statement.setArray(1, array(connection, "uuid", returns, r -> r.subject().id()));
      statement.setArray(2, array(connection, "timestamptz", returns, Queue::until));
      statement.setString(3, config.worker());
      statement.executeUpdate();
    }
  }

  /**
   * What tells one take from another: a round that comes late, after its time was over and its
   * worker took the member again, neither decides nor lets go.
   */
  private static String until(Return each) {
    return each.subject().takenUntil().orElseThrow().toString();
  }

  /**
   * How long from now, by the control plane, until this worker may take a member of these lanes;
   * zero when it might now.
   */
  Optional<Duration> nextDue(Set<String> lanes) {
    return dsl.connectionResult(connection -> nextDue(connection, lanes));
  }

  // By hand, not by jOOQ: an idle constellation asks this more than anything else.
  private Optional<Duration> nextDue(Connection connection, Set<String> lanes) throws SQLException {
    String name = config.onlyNamed().orElse("");
    Array wanted = connection.createArrayOf("text", lanes.toArray());
    try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
      int at = 0;
      statement.setString(++at, service);
      statement.setString(++at, kind);
      statement.setString(++at, name);
      statement.setString(++at, name);
      statement.setArray(++at, wanted);
      statement.setArray(++at, wanted);
      statement.setString(++at, config.worker());
      statement.setString(++at, config.vantage());
      statement.setString(++at, service);
      statement.setString(++at, kind);
      statement.setString(++at, name);
      statement.setString(++at, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        double millis = row.getDouble(1);
        return row.wasNull()
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Math.max(0, (long) millis)));
      }
    }
  }

  private static <E> Array array(
      Connection connection, String type, List<E> each, Function<E, @Nullable Object> part)
      throws SQLException {
    return connection.createArrayOf(type, each.stream().map(part).toArray());
  }

  private static Subject subject(ResultSet row) throws SQLException {
    return new Subject(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Optional.ofNullable(row.getObject(5, UUID.class)),
        row.getBoolean(6),
        row.getString(7),
        instant(row, 8),
        row.getLong(9),
        row.getString(10),
        instant(row, 11),
        Optional.ofNullable(row.getString(12)),
        row.getInt(13),
        List.of((String[]) row.getArray(14).getArray()),
        Optional.ofNullable(row.getObject(15, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
        Optional.of(instant(row, 16)),
        Optional.ofNullable(row.getString(17)));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
