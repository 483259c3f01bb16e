package herd.production.high;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Puts reports together from the failover's row, the pair's transitions and its looks. */
final class FailoverReports {

  private static final int MOST = 50;
  private static final int MOST_LOOKS = 200;

  /** The looks and steps from ten seconds before it began until it was over, a minute at most. */
  private static final String AROUND =
      " between ?::timestamptz - interval '10 s'"
          + " and least(coalesce(?::timestamptz, 'infinity'), ?::timestamptz + interval '1 min')";

  private FailoverReports() {}

  /** The latest first. */
  static List<FailoverReport> of(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select * from failover where resource_id = ? order by id desc limit " + MOST, resource)
        .fetch(row -> report(in, resource, row));
  }

  private static FailoverReport report(DSLContext in, UUID resource, Record row) {
    String began = at(row, "began_at").orElseThrow();
    Optional<String> moved = at(row, "moved_at");
    UUID pair = Pair.id(resource);
    List<FailoverReport.Step> steps = steps(in, pair, row);
    Optional<Record> asked = asked(in, pair, row);
    return new FailoverReport(
        row.get("id", Long.class),
        resource.toString(),
        row.get("old_leader", String.class),
        row.get("new_leader", String.class),
        steps.stream()
            .filter(step -> step.to().equals(PairState.FENCING.name()))
            .map(FailoverReport.Step::why)
            .reduce((_, last) -> last)
            .orElse(null),
        asked.map(wish -> wish.get("detail", String.class)).orElse(null),
        asked.map(wish -> wish.get("why", String.class)).orElse(null),
        began,
        outage(in, pair, began, moved),
        row.get("receipt", String.class),
        row.get("receipt_why", String.class),
        at(row, "receipt_at").orElse(null),
        at(row, "stopped_at").orElse(null),
        at(row, "promoted_at").orElse(null),
        row.get("new_timeline", Integer.class),
        row.get("switch_position", String.class),
        row.get("lost_commits", Long.class),
        row.get("outcome", String.class),
        steps,
        looks(in, pair, row));
  }

  /** The last wish before a switchover began. */
  private static Optional<Record> asked(DSLContext in, UUID pair, Record row) {
    return row.get("planned", Boolean.class)
        ? in.resultQuery(
                "select detail, why from control.act where subject_id = ? and act = 'SWITCHOVER'"
                    + " and at <= ?::timestamptz order by at desc limit 1",
                pair,
                row.get("began_at"))
            .fetchOptional()
        : Optional.empty();
  }

  private static @Nullable Double outage(
      DSLContext in, UUID pair, String began, Optional<String> moved) {
    return in.resultQuery(
            "select extract(epoch from ?::timestamptz - max(at)) from control.observation"
                + " where subject_id = ? and well and at < ?::timestamptz"
                + " and at > ?::timestamptz - interval '1 h'",
            moved.orElse(null),
            pair,
            began,
            began)
        .fetchOne(0, Double.class);
  }

  private static List<FailoverReport.Step> steps(DSLContext in, UUID pair, Record row) {
    return in.resultQuery(
            "select at, from_state, to_state, why, vantage from control.transition"
                + " where subject_id = ? and at"
                + AROUND
                + " order by id",
            pair,
            row.get("began_at"),
            row.get("ended_at"),
            row.get("began_at"))
        .fetch(each ->
            new FailoverReport.Step(
                at(each, "at").orElseThrow(),
                each.get("from_state", String.class),
                each.get("to_state", String.class),
                each.get("why", String.class),
                each.get("vantage", String.class)));
  }

  private static List<FailoverReport.Saw> looks(DSLContext in, UUID pair, Record row) {
    return in.resultQuery(
            "select at, vantage, outcome, facts::text from control.observation"
                + " where subject_id = ? and at"
                + AROUND
                + " order by at limit "
                + MOST_LOOKS,
            pair,
            row.get("began_at"),
            row.get("moved_at"),
            row.get("began_at"))
        .fetch(each ->
            new FailoverReport.Saw(
                at(each, "at").orElseThrow(),
                each.get("vantage", String.class),
                each.get("outcome", String.class),
                each.get("facts", String.class)));
  }

  private static Optional<String> at(Record row, String column) {
    return Optional.ofNullable(row.get(column, OffsetDateTime.class))
        .map(at -> at.toInstant().toString());
  }
}
