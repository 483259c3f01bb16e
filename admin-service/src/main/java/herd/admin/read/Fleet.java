package herd.admin.read;

import static herd.controlplane.generated.Tables.GENERATION;
import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.NOTICE;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** The whole fleet on one page: what there is, what is wrong, and how fresh that knowledge is. */
public record Fleet(DSLContext dsl) {

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);

  /**
   * Since the last completed look, by the control plane's clock, as DESIGN defines a ring's age.
   */
  private static final Field<Double> AGE_SECONDS =
      field("extract(epoch from clock_timestamp() - {0})::float8", Double.class, SUBJECT.LOOKED_AT);

  private static final Field<Double> AGE_BEATS =
      field("{0} * 1000 / {1}", Double.class, AGE_SECONDS, SUBJECT.BEAT_MS);

  public Map<String, @Nullable Object> summary() {
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("at", String.valueOf(dsl.fetchValue(CLOCK).toInstant()));
    summary.put("generation", generation());
    summary.put("subjects", subjects());
    summary.put("open_incidents", openIncidents());
    summary.put("ring_ages", ringAges());
    summary.put("undelivered_notices", undelivered());
    summary.put("vantages", vantages());
    return summary;
  }

  public Map<String, @Nullable Object> generation() {
    return Row.of(
        dsl.select(GENERATION.NUMBER, GENERATION.OBSERVING).from(GENERATION).fetchSingle());
  }

  /** Those that have left the ring (destroyed, resolved) count as well, under their last state. */
  public List<Map<String, @Nullable Object>> subjects() {
    return Row.of(
        dsl.select(SUBJECT.OWNER, SUBJECT.KIND, SUBJECT.STATE)
            .select(count().as("count"))
            .select(count().filterWhere(cardinality(SUBJECT.TROUBLES).gt(0)).as("troubled"))
            .select(count().filterWhere(SUBJECT.HELD_UNTIL.gt(CLOCK)).as("held"))
            .from(SUBJECT)
            .groupBy(SUBJECT.OWNER, SUBJECT.KIND, SUBJECT.STATE)
            .orderBy(SUBJECT.OWNER, SUBJECT.KIND, SUBJECT.STATE)
            .queryTimeout(Reads.LONGEST_SECONDS)
            .fetch());
  }

  public List<Map<String, @Nullable Object>> openIncidents() {
    return Row.of(
        dsl.select(INCIDENT.TYPE)
            .select(count().as("count"))
            .select(count().filterWhere(SUBJECT.STATE.eq("NEEDS_HUMAN")).as("needs_human"))
            .select(min(INCIDENT.OPENED_AT).as("oldest_opened_at"))
            .from(INCIDENT)
            .join(SUBJECT)
            .on(SUBJECT.ID.eq(INCIDENT.ID))
            .where(INCIDENT.RESOLVED_AT.isNull())
            .groupBy(INCIDENT.TYPE)
            .orderBy(INCIDENT.TYPE)
            .queryTimeout(Reads.LONGEST_SECONDS)
            .fetch());
  }

  public List<Map<String, @Nullable Object>> ringAges() {
    return Row.of(
        dsl.select(SUBJECT.OWNER, SUBJECT.KIND, SUBJECT.LANE)
            .select(count().as("members"))
            .select(max(AGE_SECONDS).as("worst_age_seconds"))
            .select(max(AGE_BEATS).as("worst_age_beats"))
            .from(SUBJECT)
            .where(SUBJECT.DUE_AT.isNotNull())
            .groupBy(SUBJECT.OWNER, SUBJECT.KIND, SUBJECT.LANE)
            .orderBy(SUBJECT.OWNER, SUBJECT.KIND, SUBJECT.LANE)
            .queryTimeout(Reads.LONGEST_SECONDS)
            .fetch());
  }

  public Map<String, @Nullable Object> undelivered() {
    return Row.of(
        dsl.select(count().filterWhere(NOTICE.KIND.eq("ticket")).as("ticket"))
            .select(count().filterWhere(NOTICE.KIND.eq("page")).as("page"))
            .from(NOTICE)
            .where(NOTICE.DELIVERED_AT.isNull())
            .fetchSingle());
  }

  /** The living ones: from where the fleet is looked at now. */
  public List<Map<String, @Nullable Object>> vantages() {
    return Row.of(
        dsl.select(SUBJECT.ID, SUBJECT.OWNER, SUBJECT.NAME, SUBJECT.STATE, SUBJECT.SINCE)
            .select(SUBJECT.LOOKED_AT)
            .from(SUBJECT)
            .where(SUBJECT.KIND.eq("vantage"), SUBJECT.DUE_AT.isNotNull())
            .orderBy(SUBJECT.OWNER, SUBJECT.NAME)
            .limit(500)
            .fetch());
  }
}
