package herd.controlplane.incident;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.NOTICE;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.Subjects;
import herd.controlplane.generated.tables.records.IncidentRecord;
import herd.controlplane.incident.Incidents.Witness;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.statemachine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The ring of a service's incidents: the resolvers' loop. */
public final class IncidentRing implements Ring<IncidentState, IncidentAct, IncidentSeen> {

  /** An incident on what a subject stands on: open, or resolved not long ago. */
  record Cause(String type, boolean needsHuman, Optional<Instant> resolved) {

    /** What it explained is not a trouble of its own before it was looked at again. */
    boolean explains(Subject subject) {
      return resolved.filter(at -> subject.lookedAt().isAfter(at.plus(LONGEST_LOOK))).isEmpty();
    }
  }

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  /** Longer than any beat. */
  private static final String LATELY = "clock_timestamp() - interval '2 minutes'";

  private final ControlPlane plane;

  /** By the subjects' kind, then by name. */
  private final Map<String, Map<String, IncidentType<?>>> types = new HashMap<>();

  private final Delivery delivery;
  private final Witness witness;

  /**
   * @param rings all rings of the service; its own need not be among them. An incident of a type
   *     that none of them declares waits for a newer worker
   * @param witness who resolves, from where
   */
  public IncidentRing(
      ControlPlane plane, List<Ring<?, ?, ?>> rings, Delivery delivery, Witness witness) {
    this.plane = plane;
    this.delivery = delivery;
    this.witness = witness;
    rings.forEach(ring -> know(ring.kind(), ring.incidents()));
    know(kind(), incidents());
  }

  private void know(String kind, List<? extends IncidentType<?>> declared) {
    Map<String, IncidentType<?>> byName = types.computeIfAbsent(kind, _ -> new HashMap<>());
    declared.forEach(type -> byName.put(type.name(), type));
  }

  @Override
  public String kind() {
    return Incidents.KIND;
  }

  @Override
  public Machine<IncidentState, IncidentAct, IncidentSeen> machine() {
    return new IncidentMachine();
  }

  @Override
  public List<IncidentType<IncidentSeen>> incidents() {
    return List.of(IncidentType.whenOverdue(IncidentMachine.STUCK), IncidentType.thinkFailed());
  }

  @Override
  public void moved(DSLContext transaction, Subject subject, IncidentState to) {
    if (to == IncidentState.RESOLVED) {
      transaction
          .update(INCIDENT)
          .set(INCIDENT.RESOLVED_AT, field("clock_timestamp()", OffsetDateTime.class))
          .where(INCIDENT.ID.eq(subject.id()))
          .execute();
    }
    plane
        .incidents()
        .in(transaction)
        .event(subject.id(), to.name().toLowerCase(Locale.ROOT), "", witness);
  }

  @Override
  public Map<UUID, Visit<IncidentAct, IncidentSeen>> visits(List<Subject> batch) {
    DSLContext dsl = plane.dsl();
    List<UUID> ids = batch.stream().map(Subject::id).toList();
    Map<UUID, IncidentRecord> incidents =
        dsl.selectFrom(INCIDENT).where(INCIDENT.ID.in(ids)).fetchMap(INCIDENT.ID);
    List<UUID> subjectIds = incidents.values().stream().map(IncidentRecord::getSubjectId).toList();
    Map<UUID, Subject> subjects =
        dsl.selectFrom(SUBJECT).where(SUBJECT.ID.in(subjectIds)).fetchMap(SUBJECT.ID, Subjects::of);
    Map<UUID, List<Cause>> around =
        dsl.select(INCIDENT.SUBJECT_ID, INCIDENT.TYPE, SUBJECT.STATE, INCIDENT.RESOLVED_AT)
            .from(INCIDENT)
            .join(SUBJECT)
            .on(SUBJECT.ID.eq(INCIDENT.ID))
            .where(
                INCIDENT.SUBJECT_ID.in(
                    subjects.values().stream().flatMap(s -> s.partOf().stream()).toList()))
            .and(
                INCIDENT
                    .RESOLVED_AT
                    .isNull()
                    .or(INCIDENT.RESOLVED_AT.gt(field(LATELY, OffsetDateTime.class))))
            .fetchGroups(
                INCIDENT.SUBJECT_ID,
                row ->
                    new Cause(
                        row.value2(),
                        row.value3().equals(IncidentState.NEEDS_HUMAN.name()),
                        Optional.ofNullable(row.value4()).map(OffsetDateTime::toInstant)));
    Set<UUID> written =
        dsl.select(NOTICE.INCIDENT_ID)
            .from(NOTICE)
            .where(NOTICE.INCIDENT_ID.in(ids), NOTICE.KIND.eq("ticket"))
            .and(NOTICE.DELIVERED_AT.isNull())
            .fetchSet(NOTICE.INCIDENT_ID);
    Map<UUID, Set<IncidentAct>> resting = FailedDeliveries.resting(dsl, ids);
    Map<UUID, Visit<IncidentAct, IncidentSeen>> visits = new HashMap<>();
    for (Subject member : batch) {
      Optional<IncidentRecord> incident = Optional.ofNullable(incidents.get(member.id()));
      Optional<Subject> subject =
          incident.flatMap(row -> Optional.ofNullable(subjects.get(row.getSubjectId())));
      Optional<IncidentType<?>> type =
          subject.flatMap(on ->
              Optional.ofNullable(
                  types.getOrDefault(on.kind(), Map.of()).get(incident.orElseThrow().getType())));
      if (type.isPresent() && subject.isPresent()) {
        List<Cause> causes =
            subject
                .flatMap(Subject::partOf)
                .flatMap(id -> Optional.ofNullable(around.get(id)))
                .orElse(List.of())
                .stream()
                .filter(cause -> cause.explains(subject.get()))
                .toList();
        visits.put(
            member.id(),
            new IncidentVisit(
                plane,
                type.get(),
                incident.get(),
                member,
                subject.get(),
                causes,
                written.contains(member.id()),
                resting.getOrDefault(member.id(), Set.of()),
                delivery,
                witness));
      }
    }
    return visits;
  }
}
