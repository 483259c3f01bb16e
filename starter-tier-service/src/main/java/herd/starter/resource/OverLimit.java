package herd.starter.resource;

import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import herd.starter.resource.ResourceSeen.Limit;
import herd.tier.data.Facts;
import herd.tier.data.InfoLines;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.plan.Plan;
import herd.tier.plan.Plans;
import herd.tier.server.Servers;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells a customer that a database is over a limit of its plan (SAFETY 21). The grace begins in the
 * transaction that writes the ticket: it never runs for somebody who was not written to.
 */
record OverLimit(ControlPlane plane, Servers servers, Plans plans, Limits limits) {

  String tell(UUID id) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          tx.dsl()
              .update(RESOURCE)
              .set(RESOURCE.OVER_SINCE, field("clock_timestamp()", OffsetDateTime.class))
              .where(RESOURCE.ID.eq(id), RESOURCE.OVER_SINCE.isNull())
              .execute();
          ResourceRecord row = tx.dsl().fetchSingle(RESOURCE, RESOURCE.ID.eq(id));
          Plan plan = plans.get(row.getPlan());
          Facts facts = Facts.latest(plane, id);
          String when = when(row, plan, facts);
          boolean written =
              plane
                  .incidents()
                  .in(tx.dsl())
                  .ticket(
                      ResourceIncidents.OVER_LIMIT,
                      id,
                      row.getName() + " is over a limit of its plan",
                      body(row, plan, facts, when));
          return (written ? "a ticket is written: " : "a ticket was written before: ") + when;
        });
  }

  private static String body(ResourceRecord row, Plan plan, Facts facts, String when) {
    return """
    The database %s, of the plan %s, is over a limit. %s

    %s Reading and deleting stay possible. Delete data, or change to a larger plan. What you
    delete counts once the database was vacuumed and measured again, which Herd does by itself.
    """
        .formatted(row.getName(), plan.humanName(), sizes(plan, facts), when);
  }

  private String when(ResourceRecord row, Plan plan, Facts facts) {
    Instant since = row.getOverSince().toInstant();
    boolean full = !servers.withTrouble(List.of(row.getServerId()), "disk_nearly_full").isEmpty();
    Limits.Past past = new Limits.Past(Optional.of(since), Optional.empty(), Optional.empty());
    Limit stands = limits.judge(plan, facts.bytes(), facts.rows(), full, past, since);
    return stands == Limit.MUST_BE_LIMITED || row.getLimitedAt() != null
        ? "Writing is suspended now."
        : "Writing will be suspended on " + InfoLines.minute(limits.graceEnds(since)) + ".";
  }

  private static String sizes(Plan plan, Facts facts) {
    List<String> sizes = new ArrayList<>();
    facts
        .bytes()
        .map(bytes ->
            "It takes up %s; the plan allows %s."
                .formatted(InfoLines.amount(bytes), InfoLines.amount(plan.bytes())))
        .ifPresent(sizes::add);
    plan.rows()
        .flatMap(most ->
            facts.rows().map(rows -> "It has %d rows; the plan allows %d.".formatted(rows, most)))
        .ifPresent(sizes::add);
    return String.join(" ", sizes);
  }
}
