package herd.tier.operator;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.SUBJECT;

import herd.controlplane.ControlPlane;
import herd.controlplane.generated.tables.records.SubjectRecord;
import herd.controlplane.incident.IncidentState;
import herd.controlplane.incident.Incidents;
import herd.service.http.ApiError;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jooq.DSLContext;

/**
 * What an operator wants of one subject of this service, written down with who and why: in the
 * trail of an incident as an event, elsewhere as an act of the worker "operator". Writes wishes
 * only, never a state; whatever a wish changes, the loop does and records.
 */
final class Wishes {

  static final int LONGEST_HOLD_MINUTES = 7 * 24 * 60;
  private static final String OPERATOR = "operator";

  private final ControlPlane plane;
  private final Predicate<UUID> askRestart;

  Wishes(ControlPlane plane, Predicate<UUID> askRestart) {
    this.plane = plane;
    this.askRestart = askRestart;
  }

  /** The record comes after the wish: an act in the trail must be one that was really asked for. */
  Map<String, Object> restart(UUID id, Asked asked) {
    SubjectRecord server = living(plane.dsl(), id);
    if (!server.getKind().equals("server")) {
      throw ApiError.notFound("This is no server but a " + server.getKind() + ".");
    }
    if (!server.getWanted() || !askRestart.test(id)) {
      throw ApiError.conflict("The server is being taken down; it is not restarted any more.");
    }
    asked.record(plane.dsl(), id, "RESTART");
    return asked.answer(id, "restart");
  }

  Map<String, Object> hold(UUID id, int minutes, Asked asked) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          SubjectRecord subject = living(tx.dsl(), id);
          if (subject.getKind().equals("incident")) {
            throw ApiError.invalid(
                "An incident acts on its subject: hold " + subject.getPartOf() + " instead.");
          }
          String why = asked.reason() + " (" + asked.by() + ")";
          plane.subjects().in(tx.dsl()).hold(id, Duration.ofMinutes(minutes), why);
          asked.record(tx.dsl(), id, "HOLD");
          Map<String, Object> answer = asked.answer(id, "hold");
          answer.put("minutes", minutes);
          return answer;
        });
  }

  Map<String, Object> release(UUID id, Asked asked) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          if (living(tx.dsl(), id).getHeldUntil() == null) {
            throw ApiError.conflict("Nobody holds it.");
          }
          plane.subjects().in(tx.dsl()).release(id);
          asked.record(tx.dsl(), id, "RELEASE");
          return asked.answer(id, "release");
        });
  }

  Map<String, Object> retry(UUID id, Asked asked) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          String state = openIncident(tx.dsl(), id).getState();
          if (!state.equals(IncidentState.NEEDS_HUMAN.name())) {
            throw ApiError.conflict(
                "The incident is "
                    + state
                    + ": its attempts are still to come, or are being made.");
          }
          if (attempts(tx.dsl(), id) == 0) {
            throw ApiError.conflict("This type has no attempts; its playbook says what to do.");
          }
          String why = asked.reason() + " (" + asked.by() + ")";
          plane.incidents().in(tx.dsl()).retry(id, why);
          return asked.answer(id, "retry");
        });
  }

  Map<String, Object> acknowledge(UUID id, Asked asked) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          openIncident(tx.dsl(), id);
          Incidents incidents = plane.incidents().in(tx.dsl());
          incidents.acknowledge(id, asked.by());
          incidents.event(id, "note", asked.reason(), new Incidents.Witness(OPERATOR, ""));
          return asked.answer(id, "acknowledge");
        });
  }

  private SubjectRecord living(DSLContext dsl, UUID id) {
    SubjectRecord subject =
        dsl.selectFrom(SUBJECT)
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(plane.service()))
            .fetchOptional()
            .orElseThrow(() -> ApiError.notFound(plane.service() + " has nothing with this id."));
    if (subject.getDueAt() == null) {
      throw ApiError.conflict(
          "It is over (" + subject.getState() + "): nothing looks at it any more.");
    }
    return subject;
  }

  private SubjectRecord openIncident(DSLContext dsl, UUID id) {
    SubjectRecord incident = living(dsl, id);
    if (!incident.getKind().equals("incident")) {
      throw ApiError.notFound("This is no incident but a " + incident.getKind() + ".");
    }
    return incident;
  }

  /** In NEEDS_HUMAN all attempts of the type were begun, so none begun means that it has none. */
  private static int attempts(DSLContext dsl, UUID incident) {
    return dsl.select(INCIDENT.ATTEMPT)
        .from(INCIDENT)
        .where(INCIDENT.ID.eq(incident))
        .fetchSingle(INCIDENT.ATTEMPT);
  }
}
