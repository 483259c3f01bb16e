package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.FENCE_MARK;
import static herd.controlplane.generated.Tables.GENERATION;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import herd.controlplane.generated.tables.records.GenerationRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * The control plane's generation, which rises with every restore from a backup (SAFETY 5). The
 * servers may know newer tokens than the restored books do; so it only observes at first. A server
 * may be acted upon once its fence files were read and hold no generation as high as ours; acts
 * that need no server wait until that is so of every living one.
 */
public final class Generations {

  /** The kind of the subjects that have fence files. */
  private static final String FENCED = "server";

  /** A page is to be read at a glance. */
  private static final int NAMED = 5;

  private final DSLContext dsl;

  public Generations(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** Whether fences are still to be read. */
  public boolean observing() {
    return dsl.fetchSingle(GENERATION).getObserving();
  }

  /**
   * The fence files of a server were read.
   *
   * @param highest the highest generation they hold; 0 for none
   */
  public void fenceSeen(UUID server, int highest) {
    Field<OffsetDateTime> now = field("clock_timestamp()", OffsetDateTime.class);
    dsl.insertInto(FENCE_MARK)
        .set(FENCE_MARK.SUBJECT_ID, server)
        .set(FENCE_MARK.GENERATION, highest)
        .set(FENCE_MARK.SEEN_AT, now)
        .onDuplicateKeyUpdate()
        .set(FENCE_MARK.GENERATION, highest)
        .set(FENCE_MARK.SEEN_AT, now)
        .execute();
  }

  /** Why these may not be leased while only observing; none when they may. */
  static List<String> refusals(
      DSLContext in, GenerationRecord generation, Collection<UUID> claimed) {
    List<UUID> servers =
        in.select(SUBJECT.ID)
            .from(SUBJECT)
            .where(SUBJECT.ID.in(claimed), SUBJECT.KIND.eq(FENCED))
            .fetch(SUBJECT.ID);
    List<String> refusals = new ArrayList<>();
    if (servers.isEmpty()) {
      refusals.add("the control plane was restored and only observes until all fences were read");
    }
    for (UUID server : servers) {
      if (!in.fetchExists(
          FENCE_MARK,
          FENCE_MARK.SUBJECT_ID.eq(server),
          readSince(generation),
          FENCE_MARK.GENERATION.lt(generation.getNumber()))) {
        refusals.add(
            "the control plane was restored, and the fence of %s does not agree yet"
                .formatted(server));
      }
    }
    return refusals;
  }

  /** What there is to do about it, if anything. */
  public Optional<String> due() {
    GenerationRecord generation = dsl.fetchSingle(GENERATION);
    if (!generation.getObserving()) {
      return Optional.empty();
    }
    int highest = highest(dsl, generation);
    return highest >= generation.getNumber()
        ? Optional.of("a fence knows generation " + highest)
        : unread(dsl, generation) == 0
            ? Optional.of("every living server's fence was read")
            : Optional.empty();
  }

  /**
   * Raises the generation above every fence that was read, and ends the observing when none is left
   * to be read. As the schema's owner; can be run again.
   */
  public String agree() {
    return dsl.transactionResult(tx -> {
      GenerationRecord generation = tx.dsl().selectFrom(GENERATION).forUpdate().fetchSingle();
      if (!generation.getObserving()) {
        return "somebody else has seen to it";
      }
      int highest = highest(tx.dsl(), generation);
      generation.setNumber(Math.max(generation.getNumber(), highest + 1));
      int unread = unread(tx.dsl(), generation);
      generation.setObserving(unread > 0);
      tx.dsl()
          .update(GENERATION)
          .set(GENERATION.NUMBER, generation.getNumber())
          .set(GENERATION.OBSERVING, generation.getObserving())
          .execute();
      return "generation %d; fences still to be read: %d".formatted(generation.getNumber(), unread);
    });
  }

  /**
   * What to say about living servers whose fences are still unread long after a restore. Their
   * silence keeps the whole control plane from acting.
   *
   * @param patience how long after the restore nothing is said
   */
  public Optional<String> overdue(Duration patience) {
    GenerationRecord generation = dsl.fetchSingle(GENERATION);
    if (!generation.getObserving()) {
      return Optional.empty();
    }
    List<String> servers =
        dsl.select(SUBJECT.NAME)
            .from(SUBJECT)
            .where(unreadSince(generation))
            .and(
                field("clock_timestamp()", OffsetDateTime.class)
                    .gt(generation.getRaisedAt().plus(patience)))
            .orderBy(SUBJECT.NAME)
            .fetch(SUBJECT.NAME);
    return servers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "restored at %s, and the fences of %d servers were not read since: %s%s"
                .formatted(
                    generation.getRaisedAt().toInstant(),
                    servers.size(),
                    String.join(", ", servers.subList(0, Math.min(NAMED, servers.size()))),
                    servers.size() > NAMED ? ", …" : ""));
  }

  private static int highest(DSLContext in, GenerationRecord generation) {
    return in.select(max(FENCE_MARK.GENERATION))
        .from(FENCE_MARK)
        .where(readSince(generation))
        .fetchOptional(0, Integer.class)
        .orElse(0);
  }

  /** How many living servers' fences were not read since the restore. */
  private static int unread(DSLContext in, GenerationRecord generation) {
    return in.fetchCount(SUBJECT, unreadSince(generation));
  }

  private static Condition unreadSince(GenerationRecord generation) {
    return SUBJECT
        .KIND
        .eq(FENCED)
        .and(SUBJECT.DUE_AT.isNotNull())
        .and(
            notExists(
                selectOne()
                    .from(FENCE_MARK)
                    .where(FENCE_MARK.SUBJECT_ID.eq(SUBJECT.ID), readSince(generation))));
  }

  private static Condition readSince(GenerationRecord generation) {
    return FENCE_MARK.SEEN_AT.ge(generation.getRaisedAt());
  }
}
