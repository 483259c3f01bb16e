package herd.controlplane.incident;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.INCIDENT_EVENT;
import static herd.controlplane.generated.Tables.NOTICE;
import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.controlplane.generated.Tables.TRANSITION;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import herd.controlplane.Subject;
import herd.controlplane.Subjects;
import herd.controlplane.generated.tables.records.IncidentRecord;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * The books of the incidents: opened and cleared by the loop, in the transaction that saw why; one
 * open incident per type and subject. Everything that befalls one is an event.
 */
public final class Incidents {

  public static final String KIND = "incident";
  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);

  /** Who saw or did something, from where. */
  public record Witness(String worker, String vantage) {}

  private final DSLContext dsl;
  private final String service;

  public Incidents(DSLContext dsl, String service) {
    this.dsl = dsl;
    this.service = service;
  }

  public Incidents in(DSLContext transaction) {
    return new Incidents(transaction, service);
  }

  /** Opens an incident, or re-opens the one that was resolved less than ten minutes ago. */
  public void open(String type, Subject subject, String why, Witness witness) {
    Optional<IncidentRecord> latest =
        dsl.selectFrom(INCIDENT)
            .where(INCIDENT.TYPE.eq(type), INCIDENT.SUBJECT_ID.eq(subject.id()))
            .and(
                INCIDENT
                    .RESOLVED_AT
                    .isNull()
                    .or(
                        INCIDENT.RESOLVED_AT.gt(
                            field(
                                "clock_timestamp() - interval '10 minutes'",
                                OffsetDateTime.class))))
            .orderBy(INCIDENT.OPENED_AT.desc())
            .limit(1)
            .fetchOptional();
    UUID id = latest.map(IncidentRecord::getId).orElseGet(() -> insert(type, subject));
    latest.ifPresent(incident -> reopen(incident, subject));
    dsl.update(SUBJECT)
        .set(
            SUBJECT.TROUBLES,
            field("array_append(array_remove(troubles, {0}), {0})", String[].class, val(type)))
        .where(SUBJECT.ID.eq(subject.id()))
        .execute();
    event(id, latest.isPresent() ? "opened again" : "opened", why, witness);
    new Subjects(dsl, service).wake(KIND);
  }

  private UUID insert(String type, Subject subject) {
    UUID id = UUID.randomUUID();
    dsl.insertInto(INCIDENT)
        .set(INCIDENT.ID, id)
        .set(INCIDENT.TYPE, type)
        .set(INCIDENT.SUBJECT_ID, subject.id())
        .set(INCIDENT.OWNER, service)
        .execute();
    dsl.insertInto(SUBJECT)
        .set(SUBJECT.ID, id)
        .set(SUBJECT.KIND, KIND)
        .set(SUBJECT.OWNER, service)
        .set(SUBJECT.NAME, type)
        .set(SUBJECT.STATE, IncidentState.TRIGGERED.name())
        .set(SUBJECT.PART_OF, subject.id())
        .set(SUBJECT.TRACE, subject.traced())
        .execute();
    return id;
  }

  private void reopen(IncidentRecord incident, Subject subject) {
    boolean resolved = incident.getResolvedAt() != null;
    dsl.update(INCIDENT)
        .setNull(INCIDENT.CLEARED_AT)
        .setNull(INCIDENT.RESOLVED_AT)
        .set(INCIDENT.REOPENED, INCIDENT.REOPENED.plus(1))
        .set(INCIDENT.ATTEMPT, resolved ? val(0) : INCIDENT.ATTEMPT)
        .set(INCIDENT.PAGED_AT, resolved ? val((OffsetDateTime) null) : INCIDENT.PAGED_AT)
        .where(INCIDENT.ID.eq(incident.getId()))
        .execute();
    if (resolved) {
      dsl.insertInto(TRANSITION)
          .set(TRANSITION.SUBJECT_ID, incident.getId())
          .set(TRANSITION.FROM_STATE, IncidentState.RESOLVED.name())
          .set(TRANSITION.TO_STATE, IncidentState.TRIGGERED.name())
          .set(TRANSITION.WHY, "it came back within ten minutes")
          .set(TRANSITION.VANTAGE, "")
          .set(TRANSITION.WORKER, "")
          .set(TRANSITION.TRACE, subject.traced())
          .execute();
    }
    dsl.update(SUBJECT)
        .set(SUBJECT.STATE, resolved ? val(IncidentState.TRIGGERED.name()) : SUBJECT.STATE)
        .set(SUBJECT.SINCE, resolved ? CLOCK : SUBJECT.SINCE)
        .set(SUBJECT.VERSION, SUBJECT.VERSION.plus(1))
        .set(SUBJECT.TRACE, subject.traced())
        .set(SUBJECT.DUE_AT, CLOCK)
        .where(SUBJECT.ID.eq(incident.getId()))
        .execute();
  }

  /** The condition is gone; the incident's machine will see it at once. */
  public void clear(String type, Subject subject, String why, Witness witness) {
    dsl.update(SUBJECT)
        .set(SUBJECT.TROUBLES, field("array_remove(troubles, {0})", String[].class, val(type)))
        .where(SUBJECT.ID.eq(subject.id()))
        .execute();
    dsl.update(INCIDENT)
        .set(INCIDENT.CLEARED_AT, CLOCK)
        .where(INCIDENT.TYPE.eq(type), INCIDENT.SUBJECT_ID.eq(subject.id()))
        .and(INCIDENT.RESOLVED_AT.isNull())
        .returning(INCIDENT.ID)
        .fetchOptional(INCIDENT.ID)
        .ifPresent(id -> {
          event(id, "cleared", why, witness);
          new Subjects(dsl, service).changed(id);
        });
  }

  /** Appends to the trail; the event's number. */
  public long event(UUID incident, String what, String detail, Witness witness) {
    return dsl.insertInto(INCIDENT_EVENT)
        .set(INCIDENT_EVENT.INCIDENT_ID, incident)
        .set(INCIDENT_EVENT.WHAT, what)
        .set(INCIDENT_EVENT.DETAIL, detail)
        .set(INCIDENT_EVENT.WORKER, witness.worker())
        .set(INCIDENT_EVENT.VANTAGE, witness.vantage())
        .returningResult(INCIDENT_EVENT.ID)
        .fetchSingle()
        .value1();
  }

  /**
   * Writes a ticket to the customer about an open incident, unless it has one: the incident's
   * machine delivers it, as often as that takes. For an attempt whose whole point is to tell; what
   * it changes besides is best in the same transaction. False when there was nothing to write.
   */
  public boolean ticket(String type, UUID subject, String title, String body) {
    return dsl.transactionResult(tx -> {
      Optional<UUID> open =
          tx.dsl()
              .select(INCIDENT.ID)
              .from(INCIDENT)
              .where(INCIDENT.TYPE.eq(type), INCIDENT.SUBJECT_ID.eq(subject))
              .and(INCIDENT.RESOLVED_AT.isNull())
              .forUpdate()
              .fetchOptional(INCIDENT.ID);
      boolean due =
          open.filter(id ->
                  !tx.dsl()
                      .fetchExists(NOTICE, NOTICE.INCIDENT_ID.eq(id), NOTICE.KIND.eq("ticket")))
              .isPresent();
      if (due) {
        tx.dsl()
            .insertInto(NOTICE)
            .set(NOTICE.KIND, "ticket")
            .set(NOTICE.INCIDENT_ID, open.get())
            .set(NOTICE.SUBJECT_ID, subject)
            .set(NOTICE.TITLE, title)
            .set(NOTICE.BODY, body)
            .execute();
      }
      return due;
    });
  }

  /** An operator has seen it; nothing else changes. False when there is no such open incident. */
  public boolean acknowledge(UUID incident, String by) {
    boolean found =
        dsl.update(INCIDENT)
                .set(INCIDENT.ACKNOWLEDGED_AT, CLOCK)
                .set(INCIDENT.ACKNOWLEDGED_BY, by)
                .where(INCIDENT.ID.eq(incident), INCIDENT.OWNER.eq(service))
                .and(INCIDENT.RESOLVED_AT.isNull())
                .execute()
            == 1;
    if (found) {
      event(incident, "acknowledged", by, new Witness("operator", ""));
    }
    return found;
  }

  /** An operator wants every attempt made once more. False when it does not wait for a human. */
  public boolean retry(UUID incident, String why) {
    boolean found =
        dsl.update(INCIDENT)
                .set(INCIDENT.RETRY, true)
                .where(INCIDENT.ID.eq(incident), INCIDENT.OWNER.eq(service))
                .and(INCIDENT.RESOLVED_AT.isNull())
                .execute()
            == 1;
    if (found) {
      event(incident, "retry", why, new Witness("operator", ""));
      new Subjects(dsl, service).wished(incident);
    }
    return found;
  }
}
