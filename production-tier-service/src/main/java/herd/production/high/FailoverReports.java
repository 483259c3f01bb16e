package herd.production.high;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Puts reports together from the failover's row, the pair's transitions and its looks. */
final class FailoverReports {

  private static final int MOST = 50;
  private static final int MOST_LOOKS = 200;

  /** The looks and steps from ten seconds before it began until it was over, a minute at most. */
  private static final String AROUND =
      " between ?::timestamptz - interval '10 s'"
          + " and least(coalesce(?::timestamptz, 'infinity'), ?::timestamptz + interval '1 min')";

  /** Seconds are since the last look at which the old leader committed. */
  private static final String SELECT =
      """
      select f.*, extract(epoch from f.moved_at - c.last)::float8 as outage,
        extract(epoch from f.promoted_at - c.last)::float8 as several_hosts,
        extract(epoch from f.told_at - c.last)::float8 as config_var,
        extract(epoch from f.pool_told_at - c.last)::float8 as pool,
        r.config_told < r.config_version as address_untold,
        p.wanted_at < f.moved_at and (p.server_id is distinct from r.server_id
          or p.config_told < r.config_version) as pool_untold
      from failover f join resource r on r.id = f.resource_id
        left join pooler p on p.resource_id = f.resource_id
        cross join lateral (select coalesce(f.committed_at, (select max(o.at)
          from control.observation o where o.subject_id = ? and o.well and o.at < f.began_at
            and o.at > f.began_at - interval '1 h')) as last) c
      where f.resource_id = ? order by f.id desc limit \
      """;

  private FailoverReports() {}

  /** The latest first. */
  static List<FailoverReport> of(DSLContext in, UUID resource) {
    return in.resultQuery(SELECT + MOST, Pair.id(resource), resource)
        .fetch(row -> report(in, resource, row));
  }

  private static FailoverReport report(DSLContext in, UUID resource, Record row) {
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
        at(row, "began_at").orElseThrow(),
        row.get("outage", Double.class),
        new FailoverReport.Outages(
            row.get("several_hosts", Double.class),
            row.get("config_var", Double.class),
            row.get("pool", Double.class)),
        row.get("receipt", String.class),
        row.get("receipt_why", String.class),
        at(row, "receipt_at").orElse(null),
        at(row, "stopped_at").orElse(null),
        at(row, "promoted_at").orElse(null),
        row.get("new_timeline", Integer.class),
        row.get("switch_position", String.class),
        row.get("lost_commits", Long.class),
        row.get("outcome", String.class),
        CouldNotFollow.of(in, row),
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
