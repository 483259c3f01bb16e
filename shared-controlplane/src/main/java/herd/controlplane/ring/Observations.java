package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.OBSERVATION;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;

/** Reads what was seen. Only the loop appends. */
public final class Observations {

  private final DSLContext dsl;

  public Observations(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** What was seen of these subjects so far back, newest first. */
  public Map<UUID, List<Observation>> recall(Collection<UUID> subjects, Duration back) {
    return dsl.selectFrom(OBSERVATION)
        .where(OBSERVATION.SUBJECT_ID.in(subjects), OBSERVATION.AT.gt(ago(back)))
        .orderBy(OBSERVATION.AT.desc())
        .fetchGroups(OBSERVATION.SUBJECT_ID, Observations::of);
  }

  /** The newest observation with facts, at most a day old. */
  public Optional<Observation> latestFacts(UUID subject) {
    return dsl.selectFrom(OBSERVATION)
        .where(
            OBSERVATION.SUBJECT_ID.eq(subject),
            OBSERVATION.FACTS.isNotNull(),
            OBSERVATION.AT.gt(ago(Duration.ofDays(1))))
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
