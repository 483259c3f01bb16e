package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.GENERATION;
import static herd.controlplane.generated.Tables.LEASE;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import herd.controlplane.generated.Sequences;
import herd.controlplane.generated.tables.records.GenerationRecord;
import herd.controlplane.generated.tables.records.LeaseRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * The time-limited right to change subjects (SAFETY 3). One call takes all it needs, or nothing. A
 * lease of lower rank is taken over: its holder may still be running, but the servers refuse its
 * token.
 */
public final class Leases {

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);

  /** Somebody else holds what was asked for, or an operator keeps everybody away. */
  public static final class Busy extends Exception {
    Busy(String message) {
      super(message);
    }
  }

  private final DSLContext dsl;

  public Leases(DSLContext dsl) {
    this.dsl = dsl;
  }

  /**
   * Takes every claim under one new token.
   *
   * @param holder who; taking again under the same name renews
   * @throws Busy when one of them cannot be had now
   */
  public Token take(String holder, List<Claim> claims, Duration length) throws Busy {
    SortedMap<UUID, Claim> wanted = new TreeMap<>();
    claims.forEach(claim -> wanted.put(claim.subject(), claim));
    List<String> refusals = new ArrayList<>();
    Token token =
        dsl.transactionResult(tx -> {
          DSLContext in = tx.dsl();
          wanted.keySet().forEach(subject -> lock(in, subject));
          GenerationRecord generation = in.fetchSingle(GENERATION);
          if (generation.getObserving()) {
            refusals.addAll(Generations.refusals(in, generation, wanted.keySet()));
          }
          refusals.addAll(holds(in, wanted));
          List<LeaseRecord> conflicts = conflicts(in, holder, wanted);
          for (LeaseRecord lease : conflicts) {
            if (lease.getRank() >= claim(wanted, lease).rank()) {
              refusals.add(
                  "%s is leased by %s until %s"
                      .formatted(lease.getSubjectId(), lease.getHolder(), lease.getUntil()));
            }
          }
          Token next = new Token(generation.getNumber(), in.nextval(Sequences.TOKEN_NUMBER));
          if (refusals.isEmpty()) {
            conflicts.forEach(lease -> in.executeDelete(lease));
            wanted.values().forEach(claim -> put(in, holder, claim, next, length));
          }
          return next;
        });
    if (!refusals.isEmpty()) {
      throw new Busy(String.join("; ", refusals));
    }
    return token;
  }

  /** Lengthens what this holder still has; what has run out stays lost. */
  public void renew(String holder, Duration length) {
    dsl.update(LEASE)
        .set(LEASE.UNTIL, until(length))
        .where(LEASE.HOLDER.eq(holder), LEASE.UNTIL.gt(CLOCK))
        .execute();
  }

  /** Gives back all that this holder has. */
  public void release(String holder) {
    dsl.deleteFrom(LEASE).where(LEASE.HOLDER.eq(holder)).execute();
  }

  /**
   * Whether a lease still stands under a token: to be asked in the transaction that changes what
   * was decided under it, so that a worker that stood still comes too late in our books as well.
   */
  public static boolean stands(DSLContext in, UUID subject, Token token) {
    return in.fetchExists(
        LEASE,
        LEASE.SUBJECT_ID.eq(subject),
        LEASE.NUMBER.eq(token.number()),
        LEASE.UNTIL.gt(CLOCK));
  }

  /** In id order (the map is sorted), so that two takers never wait for each other. */
  private static void lock(DSLContext in, UUID subject) {
    in.fetch("select pg_advisory_xact_lock(7450214, hashtext({0}))", val(subject.toString()));
  }

  private static List<String> holds(DSLContext in, SortedMap<UUID, Claim> wanted) {
    return in.select(SUBJECT.ID, SUBJECT.HELD_UNTIL, SUBJECT.HELD_WHY)
        .from(SUBJECT)
        .where(SUBJECT.ID.in(wanted.keySet()), SUBJECT.HELD_UNTIL.gt(CLOCK))
        .fetch(
            row -> "%s is held until %s: %s".formatted(row.value1(), row.value2(), row.value3()));
  }

  private static List<LeaseRecord> conflicts(
      DSLContext in, String holder, SortedMap<UUID, Claim> wanted) {
    return in
        .selectFrom(LEASE)
        .where(LEASE.SUBJECT_ID.in(wanted.keySet()), LEASE.HOLDER.ne(holder), LEASE.UNTIL.gt(CLOCK))
        .stream()
        .filter(lease -> !(lease.getShared() && claim(wanted, lease).shared()))
        .toList();
  }

  private static Claim claim(SortedMap<UUID, Claim> wanted, LeaseRecord lease) {
    return Optional.ofNullable(wanted.get(lease.getSubjectId())).orElseThrow();
  }

  private static void put(DSLContext in, String holder, Claim claim, Token token, Duration length) {
    in.deleteFrom(LEASE)
        .where(LEASE.SUBJECT_ID.eq(claim.subject()))
        .and(LEASE.UNTIL.le(CLOCK).or(LEASE.HOLDER.eq(holder)))
        .execute();
    in.insertInto(LEASE)
        .set(LEASE.SUBJECT_ID, claim.subject())
        .set(LEASE.HOLDER, holder)
        .set(LEASE.SHARED, claim.shared())
        .set(LEASE.RANK, claim.rank())
        .set(LEASE.NUMBER, token.number())
        .set(LEASE.UNTIL, until(length))
        .execute();
  }

  private static Field<OffsetDateTime> until(Duration length) {
    return field(
        "clock_timestamp() + {0} * interval '1 ms'", OffsetDateTime.class, val(length.toMillis()));
  }
}
