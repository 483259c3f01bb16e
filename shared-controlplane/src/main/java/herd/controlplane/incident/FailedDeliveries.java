package herd.controlplane.incident;

import static herd.controlplane.generated.Tables.ACT;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * Tickets and pages that could not be handed over rest, each for itself and longer after each
 * failure: a mail system that is down is not knocked at every second, and keeps neither the page
 * nor an operator's retry waiting.
 */
final class FailedDeliveries {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private FailedDeliveries() {}

  /** How long a delivery rests after so many failures, one at the least. */
  static Duration rest(int failures) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }

  /** What rests now, by incident; counted since each came to its present state. */
  static Map<UUID, Set<IncidentAct>> resting(DSLContext dsl, List<UUID> incidents) {
    Field<Long> ago =
        field(
            "(extract(epoch from clock_timestamp() - {0}) * 1000)::bigint",
            Long.class, max(ACT.AT));
    Map<UUID, Set<IncidentAct>> resting = new HashMap<>();
    dsl.select(ACT.SUBJECT_ID, ACT.ACT_, count(), ago)
        .from(ACT)
        .join(SUBJECT)
        .on(SUBJECT.ID.eq(ACT.SUBJECT_ID))
        .where(ACT.SUBJECT_ID.in(incidents), ACT.OK.isFalse(), ACT.AT.ge(SUBJECT.SINCE))
        .and(ACT.ACT_.in(IncidentAct.TICKET.name(), IncidentAct.PAGE.name()))
        .groupBy(ACT.SUBJECT_ID, ACT.ACT_)
        .forEach(row -> {
          if (row.value4() < rest(row.value3()).toMillis()) {
            resting
                .computeIfAbsent(row.value1(), _ -> EnumSet.noneOf(IncidentAct.class))
                .add(IncidentAct.valueOf(row.value2()));
          }
        });
    return resting;
  }
}
