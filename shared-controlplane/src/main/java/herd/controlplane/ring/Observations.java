package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.OBSERVATION;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.jsonbGetAttribute;
import static org.jooq.impl.DSL.val;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;

/** Reads what was seen. Only the loop appends. */
public final class Observations {

  private static final String RECALL =
      """
      select subject_id, at, outcome, well, fresh, vantage, worker, facts::text
      from control.observation
      where subject_id = any(?) and at > (select clock_timestamp()) - ? * interval '1 ms'
      order by at desc
      """;

  private final DSLContext dsl;

  public Observations(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** What was seen of these subjects so far back, newest first. */
  public Map<UUID, List<Observation>> recall(Collection<UUID> subjects, Duration back) {
    return dsl.connectionResult(connection -> recall(connection, subjects, back));
  }

  // By hand, not by jOOQ: every look at somebody who is uncertain or highly available asks this.
  private static Map<UUID, List<Observation>> recall(
      Connection connection, Collection<UUID> subjects, Duration back) throws SQLException {
    Map<UUID, List<Observation>> recalled = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(RECALL)) {
      statement.setArray(1, connection.createArrayOf("uuid", subjects.toArray()));
      statement.setLong(2, back.toMillis());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          recalled
              .computeIfAbsent(rows.getObject(1, UUID.class), _ -> new ArrayList<>())
              .add(
                  new Observation(
                      rows.getObject(2, OffsetDateTime.class).toInstant(),
                      rows.getString(3),
                      rows.getBoolean(4),
                      rows.getBoolean(5),
                      rows.getString(6),
                      rows.getString(7),
                      Optional.ofNullable(rows.getString(8))));
        }
      }
    }
    return recalled;
  }

  /** The newest observation with facts, at most a day old. */
  public Optional<Observation> latestFacts(UUID subject) {
    return latest(subject, OBSERVATION.FACTS.isNotNull(), Duration.ZERO);
  }

  /** The newest observation that tells this fact and is at least so old, at most a day older. */
  public Optional<Observation> latestFact(UUID subject, String fact, Duration age) {
    return latest(subject, jsonbGetAttribute(OBSERVATION.FACTS, fact).isNotNull(), age);
  }

  private Optional<Observation> latest(UUID subject, Condition tells, Duration age) {
    return dsl.selectFrom(OBSERVATION)
        .where(
            OBSERVATION.SUBJECT_ID.eq(subject),
            tells,
            OBSERVATION.AT.gt(ago(age.plusDays(1))),
            OBSERVATION.AT.le(ago(age)))
        .orderBy(OBSERVATION.AT.desc())
        .limit(1)
        .fetchOptional(Observations::of);
  }

  private static Field<OffsetDateTime> ago(Duration back) {
    return field(
        "(select clock_timestamp()) - {0} * interval '1 ms'",
        OffsetDateTime.class, val(back.toMillis()));
  }

  private static Observation of(Record row) {
    return new Observation(
        row.get(OBSERVATION.AT).toInstant(),
        row.get(OBSERVATION.OUTCOME),
        row.get(OBSERVATION.WELL),
        row.get(OBSERVATION.FRESH),
        row.get(OBSERVATION.VANTAGE),
        row.get(OBSERVATION.WORKER),
        Optional.ofNullable(row.get(OBSERVATION.FACTS)).map(JSONB::data));
  }
}
