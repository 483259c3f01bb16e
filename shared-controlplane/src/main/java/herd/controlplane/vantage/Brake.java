package herd.controlplane.vantage;

import static org.jooq.impl.DSL.val;

import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The blast brake: when many members are suddenly bad from one place only, the place is at fault.
 *
 * <p>A member speaks against a vantage when, within the last 30 s,
 *
 * <ul>
 *   <li>it was bad from here (refused, reset, timed_out) and has not been seen well from here
 *       since;
 *   <li>the look before its first bad one, from anywhere, was well: it is newly bad. A member that
 *       is down, for long or for a moment, does not count;
 *   <li>the next look at it from another place, at most 10 s later, was well. One that is really
 *       down (a server that restarts with three hundred databases on it) is seen bad from elsewhere
 *       as well, for uncertain members are looked at again from elsewhere within a second or two.
 *       Only the next look counts, so that two places cut off together do not excuse one another.
 * </ul>
 *
 * Enough is a fifth of the distinct members looked at from here in those 30 s, and at least five.
 * Blind looks are no looks. When the vantage is silenced its evidence ends by itself after 30 s: it
 * looks once more, and what it sees then judges it again.
 */
final class Brake {

  private static final int AT_LEAST = 5;
  private static final double SHARE = 0.2;

  private static final String EVIDENCE =
      """
      with clock as materialized (select clock_timestamp() as now),
      here as materialized (
        select o.subject_id,
          min(o.at) filter (where o.outcome in ('refused', 'reset', 'timed_out')) as first_bad,
          (array_agg(o.outcome order by o.at desc))[1] in ('refused', 'reset', 'timed_out') as bad
        from control.observation o
        join control.subject s on s.id = o.subject_id
        where o.at > (select now from clock) - interval '30 s'
          and o.vantage = {0} and o.outcome <> 'blind' and s.owner = {1} and s.kind <> 'vantage'
        group by o.subject_id)
      select count(*)::int as looked_at,
        (count(*) filter (where bad and before.well and after.well))::int as newly_bad
      from here
      left join lateral (
        select b.well from control.observation b
        where here.bad and b.subject_id = here.subject_id and b.outcome <> 'blind'
          and b.at < here.first_bad and b.at > here.first_bad - interval '5 minutes'
        order by b.at desc limit 1) before on true
      left join lateral (
        select a.well from control.observation a
        where here.bad and a.subject_id = here.subject_id and a.outcome <> 'blind'
          and a.vantage <> {0}
          and a.at > here.first_bad and a.at < here.first_bad + interval '10 s'
        order by a.at limit 1) after on true
      """;

  /** How many members were looked at from here, and how many of them speak against it. */
  record Evidence(int lookedAt, int newlyBad) {
    Optional<String> verdict() {
      return newlyBad >= AT_LEAST && newlyBad >= SHARE * lookedAt
          ? Optional.of(
              "%d of %d members were newly bad from here and well from elsewhere"
                  .formatted(newlyBad, lookedAt))
          : Optional.empty();
    }
  }

  private final DSLContext dsl;
  private final String service;

  Brake(DSLContext dsl, String service) {
    this.dsl = dsl;
    this.service = service;
  }

  Evidence against(String vantage) {
    Record row = dsl.fetchSingle(EVIDENCE, val(vantage), val(service));
    return new Evidence(row.get("looked_at", Integer.class), row.get("newly_bad", Integer.class));
  }
}
