package herd.controlplane.keeper;

import static herd.controlplane.generated.Tables.RETENTION;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * One run of retention (SAFETY 24). Raw observations are kept for 48 hours. Of older ones the
 * history keeps each change of outcome and one row per subject and quarter hour, for 90 days, and
 * all of a subject from an hour before an incident of its opens to an hour after it is resolved, as
 * long as the incident itself: for ever.
 *
 * <p>An hour is thinned in one transaction, which also forgets the hour that is now 90 days old and
 * moves control.retention on; a partition goes when all its hours are thinned. Whatever a crash
 * leaves (a detachment that is pending, a partition that is detached and still there) is found
 * again by its name.
 */
final class Retention {

  private static final String AROUND_INCIDENTS =
      """
      exists (
          select from control.incident i
          where i.subject_id = o.subject_id and o.at > i.opened_at - interval '1 hour'
            and o.at < coalesce(i.resolved_at, 'infinity') + interval '1 hour')
      """;

  // The first row of each quarter hour is kept anyway, so a change is never missed for looking no
  // further back than the hour.
  private static final String THIN =
      """
      insert into control.observation_history
        (at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts)
      select at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts
      from (
        select o.*,
          lag(o.outcome) over (partition by o.subject_id order by o.at) as outcome_before,
          row_number() over (
            partition by o.subject_id, date_bin('15 minutes', o.at, timestamptz '2000-01-01 00:00Z')
            order by o.at) as in_quarter
        from control.observation o
        where o.at >= {0} and o.at < {0} + interval '1 hour') o
      where in_quarter = 1 or outcome <> outcome_before or
      """
          + AROUND_INCIDENTS;

  // 88 days before an hour that is thinned at two days, in hours: a day of summer time has not 24.
  // Hour by hour, so that what is kept for ever is not gone through again each time.
  private static final String FORGET =
      """
      delete from control.observation_history o
      where o.at >= {0} - interval '2112 hours' and o.at < {0} - interval '2111 hours' and not
      """
          + AROUND_INCIDENTS;

  private static final String NEXT_HOUR =
      """
      select thinned_until from control.retention
      where thinned_until + interval '49 hours' <= clock_timestamp() for update
      """;

  /** Every table named like a partition: attached, half detached, or left over. */
  private static final String PARTITIONS =
      """
      select c.relname as name, i.inhparent is not null as attached,
        coalesce(i.inhdetachpending, false) as pending
      from pg_class c
      left join pg_inherits i on i.inhrelid = c.oid
      where c.relnamespace = 'control'::regnamespace and c.relkind = 'r'
        and c.relname ~ '^observation_[0-9]{8}$'
      order by 1
      """;

  // Ended subjects lose their story after 90 days; of a living one every transition is kept. Leases
  // that ran out are only the traces of workers that died.
  private static final List<String> PRUNE =
      List.of(
          """
          delete from control.act where id in (
            select id from control.act
            where at < (select clock_timestamp()) - interval '90 days' order by id limit 20000)
          """,
          """
          delete from control.transition where id in (
            select t.id from control.transition t
            join control.subject s on s.id = t.subject_id
            where s.due_at is null and s.since < (select clock_timestamp()) - interval '90 days'
            order by t.id limit 20000)
          """,
          """
          delete from control.lease where until < (select clock_timestamp()) - interval '1 hour'
          """);

  private final DSLContext dsl;
  private final long deadline;

  /**
   * @param dsl one connection of the schema's owner, which commits each statement
   * @param deadline when to begin nothing new, by {@link System#nanoTime}
   */
  Retention(DSLContext dsl, long deadline) {
    this.dsl = dsl;
    this.deadline = deadline;
  }

  String run() {
    int hours = 0;
    int kept = 0;
    int pruned = 0;
    Optional<Hour> hour = nextHour();
    while (hour.isPresent()) {
      hours++;
      kept += hour.get().kept();
      pruned += hour.get().forgotten();
      hour = inTime() ? nextHour() : Optional.empty();
    }
    List<String> dropped = new ArrayList<>();
    drop(dropped);
    for (String statement : PRUNE) {
      int gone;
      do {
        gone = inTime() ? dsl.execute(statement) : 0;
        pruned += gone;
      } while (gone > 0);
    }
    boolean done = inTime();
    if (done) {
      dsl.execute("update control.retention set ran_at = clock_timestamp()");
    }
    return "thinned %d hours to %d rows, dropped %s, pruned %d rows%s"
        .formatted(hours, kept, dropped, pruned, done ? "" : "; there is more");
  }

  private boolean inTime() {
    return System.nanoTime() < deadline;
  }

  /** How many rows of an hour were kept, and how many of the one 88 days before were not. */
  private record Hour(int kept, int forgotten) {}

  /** Empty when no hour is old enough. */
  private Optional<Hour> nextHour() {
    return dsl.transactionResult(tx -> {
      List<OffsetDateTime> hour = tx.dsl().fetch(NEXT_HOUR).getValues(RETENTION.THINNED_UNTIL);
      if (hour.isEmpty()) {
        return Optional.empty();
      }
      Hour done =
          new Hour(
              tx.dsl().execute(THIN, hour.getFirst()), tx.dsl().execute(FORGET, hour.getFirst()));
      tx.dsl()
          .execute(
              "update control.retention set thinned_until = thinned_until + interval '1 hour'");
      return Optional.of(done);
    });
  }

  /** Drops the partitions all of whose hours are thinned. */
  private void drop(List<String> dropped) {
    OffsetDateTime thinnedUntil = dsl.fetchSingle(RETENTION).getThinnedUntil();
    for (Record row : dsl.fetch(PARTITIONS)) {
      String name = row.get("name", String.class);
      if (endOf(name).isAfter(thinnedUntil) || !inTime()) {
        return;
      }
      // The name was matched against digits only: there is nothing in it to quote.
      String detach = "alter table control.observation detach partition control." + name;
      if (row.get("pending", boolean.class)) {
        dsl.execute(detach + " finalize");
      } else if (row.get("attached", boolean.class)) {
        dsl.execute(detach + " concurrently");
      }
      dsl.execute("drop table control." + name);
      dropped.add(name);
    }
  }

  private static OffsetDateTime endOf(String partition) {
    String day = partition.substring("observation_".length());
    return LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE)
        .plusDays(1)
        .atStartOfDay()
        .atOffset(ZoneOffset.UTC);
  }
}
