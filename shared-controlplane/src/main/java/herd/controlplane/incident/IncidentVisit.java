package herd.controlplane.incident;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.INCIDENT_EVENT;
import static herd.controlplane.generated.Tables.NOTICE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.selectOne;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.generated.tables.records.IncidentRecord;
import herd.controlplane.generated.tables.records.NoticeRecord;
import herd.controlplane.incident.IncidentRing.Cause;
import herd.controlplane.incident.Incidents.Witness;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Token;
import herd.controlplane.ring.Visit;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;

/** One round of one incident. */
final class IncidentVisit implements Visit<IncidentAct, IncidentSeen> {

  private static final String BEGUN = "attempt begun";

  private final ControlPlane plane;
  private final IncidentType<?> type;
  private final IncidentRecord row;
  private final Subject incident;
  private final Subject subject;
  private final List<Cause> causes;
  private final boolean ticketWritten;
  private final Set<IncidentAct> resting;
  private final Delivery delivery;
  private final Witness witness;

  IncidentVisit(
      ControlPlane plane,
      IncidentType<?> type,
      IncidentRecord row,
      Subject incident,
      Subject subject,
      List<Cause> causes,
      boolean ticketWritten,
      Set<IncidentAct> resting,
      Delivery delivery,
      Witness witness) {
    this.plane = plane;
    this.type = type;
    this.row = row;
    this.incident = incident;
    this.subject = subject;
    this.causes = causes;
    this.ticketWritten = ticketWritten;
    this.resting = resting;
    this.delivery = delivery;
    this.witness = witness;
  }

  @Override
  public Look look() {
    return Look.atOurBooks();
  }

  @Override
  public IncidentSeen seen(Look look, List<Observation> recalled, Instant now) {
    Optional<Instant> ended =
        Optional.ofNullable(row.getAttemptEndedAt()).map(OffsetDateTime::toInstant);
    int begun = row.getAttempt();
    boolean ticketRests = resting.contains(IncidentAct.TICKET);
    boolean pageRests = resting.contains(IncidentAct.PAGE);
    return new IncidentSeen(
        row.getClearedAt() != null,
        explaining().filter(cause -> !cause.needsHuman()).map(Cause::type).findFirst(),
        type.attempts().size(),
        begun,
        begun > 0 && ended.filter(end -> end.isAfter(incident.since())).isPresent(),
        ended.map(end -> Duration.between(end, now)),
        begun > 0 && begun <= type.attempts().size()
            ? type.attempts().get(begun - 1).patience()
            : Duration.ZERO,
        ticketWritten && !ticketRests,
        !type.ticket().isEmpty() && row.getTicketedAt() == null && !ticketRests,
        row.getPagedAt() == null && explaining().findAny().isEmpty() && !pageRests,
        row.getRetry());
  }

  /** Incidents that explain this one. Once theirs needs a human, this one goes its own way. */
  private Stream<Cause> explaining() {
    return causes.stream().filter(cause -> type.causes().contains(cause.type()));
  }

  @Override
  public Act act(IncidentAct name) {
    return switch (name) {
      case ATTEMPT -> attempt();
      case TICKET -> Act.ofBooks(() -> notify("ticket", type.ticket()));
      case PAGE -> Act.ofBooks(() -> notify("page", title()));
    };
  }

  /** The attempt that was cut short is made again; else the next one; after a retry, the first. */
  private Act attempt() {
    boolean cutShort = row.getAttempt() > 0 && row.getAttemptEndedAt() == null;
    int number = row.getRetry() ? 1 : cutShort ? row.getAttempt() : row.getAttempt() + 1;
    Attempt attempt = type.attempts().get(Math.min(number, type.attempts().size()) - 1);
    Act act = attempt.act().apply(subject);
    return new Act() {
      @Override
      public List<Claim> claims() {
        return act.claims();
      }

      @Override
      public String run(Token token) throws Exception {
        long beginning = begin(number, attempt.name());
        try {
          String done = act.run(token);
          end(number, beginning, attempt.name() + ": done: " + done);
          return done;
        } catch (Exception e) {
          // Its time may be over, which it is told by an interrupt; the books need a quiet thread.
          boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
          end(number, beginning, attempt.name() + ": failed: " + e.getMessage());
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          throw e;
        }
      }
    };
  }

  /** Notes the beginning; the number of its event tells this run from every other. */
  private long begin(int number, String name) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          tx.dsl()
              .update(INCIDENT)
              .set(INCIDENT.ATTEMPT, number)
              .set(INCIDENT.RETRY, false)
              .setNull(INCIDENT.ATTEMPT_ENDED_AT)
              .where(INCIDENT.ID.eq(incident.id()))
              .execute();
          return plane.incidents().in(tx.dsl()).event(incident.id(), BEGUN, name, witness);
        });
  }

  /**
   * Notes the end. One that was given up because it took too long may still come to its end: that
   * stands in the trail, and is not the end of the run that was begun since, nor of an attempt of a
   * later opening.
   */
  private void end(int number, long beginning, String outcome) {
    plane
        .dsl()
        .transaction(tx -> {
          tx.dsl()
              .update(INCIDENT)
              .set(INCIDENT.ATTEMPT_ENDED_AT, field("clock_timestamp()", OffsetDateTime.class))
              .where(INCIDENT.ID.eq(incident.id()), INCIDENT.ATTEMPT.eq(number))
              .andNotExists(
                  selectOne()
                      .from(INCIDENT_EVENT)
                      .where(INCIDENT_EVENT.INCIDENT_ID.eq(incident.id()))
                      .and(INCIDENT_EVENT.WHAT.eq(BEGUN))
                      .and(INCIDENT_EVENT.ID.gt(beginning)))
              .execute();
          plane.incidents().in(tx.dsl()).event(incident.id(), "attempt ended", outcome, witness);
        });
    // The next look judges, and need not be waited for.
    plane.subjects().due(subject.id());
  }

  private String title() {
    return "%s on %s %s".formatted(type.name(), subject.kind(), subject.name());
  }

  /**
   * Writes the notice once for each time that a human is needed, unless an attempt has written it;
   * hands it over, and says so; a crash in between hands it over again.
   */
  private String notify(String kind, String title) throws Exception {
    Optional<NoticeRecord> written =
        plane
            .dsl()
            .selectFrom(NOTICE)
            .where(NOTICE.INCIDENT_ID.eq(incident.id()), NOTICE.KIND.eq(kind))
            .and(
                NOTICE
                    .DELIVERED_AT
                    .isNull()
                    .or(NOTICE.CREATED_AT.ge(incident.since().atOffset(ZoneOffset.UTC))))
            .orderBy(NOTICE.CREATED_AT.desc())
            .limit(1)
            .fetchOptional();
    NoticeRecord notice =
        written.orElseGet(() ->
            plane
                .dsl()
                .insertInto(NOTICE)
                .set(NOTICE.KIND, kind)
                .set(NOTICE.INCIDENT_ID, incident.id())
                .set(NOTICE.SUBJECT_ID, subject.id())
                .set(NOTICE.TITLE, title)
                .set(NOTICE.BODY, kind.equals("page") ? trail() : title)
                .returning()
                .fetchSingle());
    delivery.deliver(
        new Notice(
            notice.getId(),
            kind,
            notice.getIncidentId(),
            notice.getSubjectId(),
            notice.getTitle(),
            notice.getBody()));
    plane.dsl().transaction(tx -> delivered(tx.dsl(), notice.getId(), kind, notice.getTitle()));
    return kind + " sent";
  }

  private void delivered(DSLContext in, UUID notice, String kind, String title) {
    Field<OffsetDateTime> now = field("clock_timestamp()", OffsetDateTime.class);
    in.update(NOTICE).set(NOTICE.DELIVERED_AT, now).where(NOTICE.ID.eq(notice)).execute();
    in.update(INCIDENT)
        .set(kind.equals("page") ? INCIDENT.PAGED_AT : INCIDENT.TICKETED_AT, now)
        .where(INCIDENT.ID.eq(incident.id()))
        .execute();
    plane.incidents().in(in).event(incident.id(), kind, title, witness);
  }

  private String trail() {
    return plane
        .dsl()
        .selectFrom(INCIDENT_EVENT)
        .where(INCIDENT_EVENT.INCIDENT_ID.eq(incident.id()))
        .orderBy(INCIDENT_EVENT.ID)
        .stream()
        .map(e -> "%s  %s: %s".formatted(e.getAt(), e.getWhat(), e.getDetail()))
        .collect(Collectors.joining("\n"));
  }
}
