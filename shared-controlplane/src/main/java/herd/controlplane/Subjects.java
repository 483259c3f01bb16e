package herd.controlplane;

import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import herd.controlplane.generated.tables.records.SubjectRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.slf4j.MDC;

/**
 * The subjects of one service, and what handlers may do to them: record a wish and make them due. A
 * wish never writes a state; only the loop does. It takes along the trace id of the thread that
 * wishes, which is the request's.
 */
public final class Subjects {

  /** NOTIFY on this channel, with the kind as its payload, wakes the workers of that ring. */
  public static final String DUE_CHANNEL = "herd_due";

  static final Field<OffsetDateTime> CLOCK = field("clock_timestamp()", OffsetDateTime.class);

  /** Of a member that is taken it says: since then. Whoever puts it back leaves it due at once. */
  private static final Field<OffsetDateTime> SOON =
      when(SUBJECT.TAKEN_UNTIL.isNull(), least(SUBJECT.DUE_AT, CLOCK)).otherwise(CLOCK);

  private final DSLContext dsl;
  private final String service;

  public Subjects(DSLContext dsl, String service) {
    this.dsl = dsl;
    this.service = service;
  }

  /** The same, inside the caller's transaction. */
  public Subjects in(DSLContext transaction) {
    return new Subjects(transaction, service);
  }

  /** Puts a new subject into its ring, due at once. False when the id is there already. */
  public boolean add(UUID id, String kind, String name, Enum<?> initial, Optional<UUID> partOf) {
    int added =
        dsl.insertInto(SUBJECT)
            .set(SUBJECT.ID, id)
            .set(SUBJECT.KIND, kind)
            .set(SUBJECT.OWNER, service)
            .set(SUBJECT.NAME, name)
            .set(SUBJECT.STATE, initial.name())
            .set(SUBJECT.PART_OF, partOf.orElse(null))
            .set(SUBJECT.TRACE, trace())
            .onConflictDoNothing()
            .execute();
    if (added == 1) {
      wake(kind);
    }
    return added == 1;
  }

  /** Records that the subject is no longer wanted. False when it is not ours or was not wanted. */
  public boolean unwant(UUID id) {
    return wish(
        dsl.update(SUBJECT)
            .set(SUBJECT.WANTED, false)
            .set(SUBJECT.TRACE, trace())
            .set(SUBJECT.VERSION, SUBJECT.VERSION.plus(1))
            .set(SUBJECT.DUE_AT, CLOCK)
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service), SUBJECT.WANTED.isTrue())
            .returning(SUBJECT.KIND)
            .fetchOptional(SUBJECT.KIND));
  }

  /**
   * Makes a subject due because what is wanted of it has changed: a look that is under way now is
   * not thought about any more. False when it is not ours or has left the ring.
   */
  public boolean wished(UUID id) {
    return changed(id, trace());
  }

  /** The same when it is no wish but news: the trace of what was wished before stays. */
  public boolean changed(UUID id) {
    return changed(id, SUBJECT.TRACE);
  }

  private boolean changed(UUID id, Field<String> trace) {
    return wish(
        dsl.update(SUBJECT)
            .set(SUBJECT.VERSION, SUBJECT.VERSION.plus(1))
            .set(SUBJECT.TRACE, trace)
            .set(SUBJECT.DUE_AT, CLOCK)
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service), SUBJECT.DUE_AT.isNotNull())
            .returning(SUBJECT.KIND)
            .fetchOptional(SUBJECT.KIND));
  }

  /** Makes a subject due now because something may be amiss, such as a session's end-of-file. */
  public boolean due(UUID id) {
    return wish(
        dsl.update(SUBJECT)
            .set(SUBJECT.DUE_AT, SOON)
            .set(SUBJECT.LOOKED_BY, val((String) null))
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service), SUBJECT.DUE_AT.isNotNull())
            .returning(SUBJECT.KIND)
            .fetchOptional(SUBJECT.KIND));
  }

  public boolean rename(UUID id, String name) {
    return dsl.update(SUBJECT)
            .set(SUBJECT.NAME, name)
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service))
            .execute()
        == 1;
  }

  /** Says what the subject stands on. */
  public void place(UUID id, UUID partOf) {
    dsl.update(SUBJECT)
        .set(SUBJECT.PART_OF, partOf)
        .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service))
        .execute();
  }

  /** Keeps every act away from the subject for a while; looks go on. It ends by itself. */
  public boolean hold(UUID id, Duration length, String why) {
    return dsl.update(SUBJECT)
            .set(
                SUBJECT.HELD_UNTIL,
                field(
                    "clock_timestamp() + {0} * interval '1 ms'",
                    OffsetDateTime.class, val(length.toMillis())))
            .set(SUBJECT.HELD_WHY, why)
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service))
            .execute()
        == 1;
  }

  public boolean release(UUID id) {
    return wish(
        dsl.update(SUBJECT)
            .setNull(SUBJECT.HELD_UNTIL)
            .setNull(SUBJECT.HELD_WHY)
            .set(SUBJECT.DUE_AT, when(SUBJECT.DUE_AT.isNotNull(), SOON))
            .where(SUBJECT.ID.eq(id), SUBJECT.OWNER.eq(service))
            .returning(SUBJECT.KIND)
            .fetchOptional(SUBJECT.KIND));
  }

  public Optional<Subject> find(UUID id) {
    return dsl.selectFrom(SUBJECT).where(SUBJECT.ID.eq(id)).fetchOptional(Subjects::of);
  }

  /** All of a kind that this service owns and that have not left the ring. */
  public List<Subject> living(String kind) {
    return dsl.selectFrom(SUBJECT)
        .where(SUBJECT.OWNER.eq(service), SUBJECT.KIND.eq(kind), SUBJECT.DUE_AT.isNotNull())
        .orderBy(SUBJECT.CREATED_AT, SUBJECT.ID)
        .fetch(Subjects::of);
  }

  /** The id of whoever wishes: a handler's thread has its request's, an act's its subject's. */
  private static Field<String> trace() {
    return val(MDC.get("trace"), SUBJECT.TRACE);
  }

  private boolean wish(Optional<String> kind) {
    kind.ifPresent(this::wake);
    return kind.isPresent();
  }

  /** Wakes every worker of a ring; heard when the transaction commits. */
  public void wake(String kind) {
    dsl.select(field("pg_notify({0}, {1})", Object.class, val(DUE_CHANNEL), val(kind))).fetch();
  }

  /** The subject a row of table subject holds. */
  public static Subject of(Record row) {
    SubjectRecord subject = row.into(SUBJECT);
    return new Subject(
        subject.getId(),
        subject.getKind(),
        subject.getOwner(),
        subject.getName(),
        Optional.ofNullable(subject.getPartOf()),
        subject.getWanted(),
        subject.getState(),
        subject.getSince().toInstant(),
        subject.getVersion(),
        subject.getLane(),
        subject.getLookedAt().toInstant(),
        Optional.ofNullable(subject.getLookedFrom()),
        subject.getStumbles(),
        Arrays.asList(subject.getTroubles()),
        Optional.ofNullable(subject.getHeldUntil()).map(OffsetDateTime::toInstant),
        Optional.ofNullable(subject.getTakenUntil()).map(OffsetDateTime::toInstant),
        Optional.ofNullable(subject.getTrace()));
  }
}
