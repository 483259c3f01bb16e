package herd.controlplane.ring;

import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * How long ago the members of a service's rings were last looked at: the first of all figures.
 *
 * <p>A member's age is the control plane's now minus its last completed look, divided by its own
 * beat; every living member counts, those being looked at or acted upon right now included.
 */
public final class RingAges {

  // A member is late when its age is over three beats and over 30 s. An act keeps its member away
  // from looks for as long as its rule allows: it was due, and taken, the moment it was asked for.
  // A
  // member whose rounds throw has an incident of its own.
  private static final String AGES =
      """
      with clock as materialized (select clock_timestamp() as now),
      member as (
        select kind, lane, extract(epoch from clock.now - looked_at)::float8 as seconds,
          extract(epoch from clock.now - looked_at)::float8 * 1000 / beat_ms as beats,
          extract(epoch from clock.now - looked_at) > greatest(30, beat_ms * 0.003)
            and stumbles = 0
            and not (coalesce(taken_until > clock.now, false) and due_at <= looked_at
                     and clock.now - looked_at < interval '20 minutes') as late
        from control.subject, clock
        where owner = {0} and due_at is not null)
      select kind, lane, count(*)::int as members, (count(*) filter (where late))::int as late,
        percentile_cont(0.5) within group (order by beats) as p50,
        percentile_cont(0.99) within group (order by beats) as p99,
        max(beats) as worst, max(seconds) as oldest
      from member group by kind, lane order by kind, lane
      """;

  /** One lane of one ring. */
  public record Lane(String kind, String lane) {
    @Override
    public String toString() {
      return kind + "/" + lane;
    }
  }

  /**
   * The ages of one lane's members.
   *
   * @param late how many are over three beats and over 30 s, and nobody knows why
   * @param p50 the middle age, in beats
   * @param worst the highest age, in beats
   * @param oldest the longest time since a look
   */
  public record Age(int members, int late, double p50, double p99, double worst, Duration oldest) {}

  private final DSLContext dsl;
  private final String service;

  public RingAges(DSLContext dsl, String service) {
    this.dsl = dsl;
    this.service = service;
  }

  /** Of every lane that has members, in one query. */
  public Map<Lane, Age> now() {
    Map<Lane, Age> ages = new LinkedHashMap<>();
    for (Record row : dsl.fetch(AGES, val(service))) {
      ages.put(
          new Lane(row.get("kind", String.class), row.get("lane", String.class)),
          new Age(
              row.get("members", Integer.class),
              row.get("late", Integer.class),
              row.get("p50", Double.class),
              row.get("p99", Double.class),
              row.get("worst", Double.class),
              Duration.ofMillis((long) (row.get("oldest", Double.class) * 1000))));
    }
    return ages;
  }

  /** A sentence about the lanes with late members; empty when all are on time. */
  public static Optional<String> late(Map<Lane, Age> ages) {
    StringBuilder text = new StringBuilder();
    ages.forEach((lane, age) -> {
      if (age.late() > 0) {
        text.append(text.isEmpty() ? "" : "; ")
            .append("%d of %d late in %s".formatted(age.late(), age.members(), lane))
            .append(", the oldest by %d s".formatted(age.oldest().toSeconds()));
      }
    });
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }
}
