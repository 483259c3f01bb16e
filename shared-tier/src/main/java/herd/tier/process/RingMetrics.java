package herd.tier.process;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.count;

import herd.controlplane.ControlPlane;
import herd.service.Metrics;
import java.util.List;
import org.jooq.Record3;

/** What the books say of a service's rings and incidents, as metrics; asked when they are read. */
public final class RingMetrics {

  private RingMetrics() {}

  public static void mount(Metrics metrics, ControlPlane plane) {
    metrics.gaugeOf(
        "herd_ring_age_beats",
        "Age of the members' last completed look, in beats: the worst and the 99th percentile.",
        report ->
            plane
                .ringAges()
                .now()
                .forEach((lane, age) -> {
                  report.value(age.worst(), lane.kind(), lane.lane(), "worst");
                  report.value(age.p99(), lane.kind(), lane.lane(), "p99");
                }),
        "kind",
        "lane",
        "which");
    metrics.gaugeOf(
        "herd_open_incidents",
        "Incidents that are not resolved, by type and state.",
        report -> {
          for (Record3<String, String, Integer> row : open(plane)) {
            report.value(row.value3(), row.value1(), row.value2());
          }
        },
        "type",
        "state");
  }

  private static List<Record3<String, String, Integer>> open(ControlPlane plane) {
    return plane
        .dsl()
        .select(INCIDENT.TYPE, SUBJECT.STATE, count())
        .from(INCIDENT)
        .join(SUBJECT)
        .on(SUBJECT.ID.eq(INCIDENT.ID))
        .where(INCIDENT.RESOLVED_AT.isNull(), INCIDENT.OWNER.eq(plane.service()))
        .groupBy(INCIDENT.TYPE, SUBJECT.STATE)
        .fetch();
  }
}
