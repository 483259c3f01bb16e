package herd.controlplane.vantage;

import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.field;

import herd.controlplane.Subject;
import herd.controlplane.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** The places one service looks from. */
public final class Vantages {

  static final String KIND = "vantage";

  private final DSLContext dsl;
  private final String service;

  public Vantages(DSLContext dsl, String service) {
    this.dsl = dsl;
    this.service = service;
  }

  /** Puts the vantage into its ring unless it is there; every process may call it at its start. */
  public UUID register(String name) {
    Optional<UUID> there = find(name).map(Subject::id);
    if (there.isPresent()) {
      return there.get();
    }
    // The id follows from the name and the number of its retired namesakes, so that two processes
    // which start together make one subject.
    int retired = dsl.fetchCount(SUBJECT, named(name).and(SUBJECT.DUE_AT.isNull()));
    String key = "%s/vantage/%s/%d".formatted(service, name, retired);
    UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    new Subjects(dsl, service).add(id, KIND, name, VantageState.SEEING, Optional.empty());
    return id;
  }

  /** Nobody looks from here any more. False when there is no such vantage. */
  public boolean retire(String name) {
    return find(name).map(found -> new Subjects(dsl, service).unwant(found.id())).orElse(false);
  }

  public Optional<Subject> find(String name) {
    return dsl.selectFrom(SUBJECT)
        .where(named(name).and(SUBJECT.DUE_AT.isNotNull()))
        .orderBy(SUBJECT.CREATED_AT)
        .limit(1)
        .fetchOptional(Subjects::of);
  }

  /**
   * The names of those that see and were themselves looked at within 10 s. With fewer than two, the
   * rules of a quorum observe and page, and never promote (SAFETY 8).
   */
  public Set<String> living() {
    return dsl.select(SUBJECT.NAME)
        .from(SUBJECT)
        .where(SUBJECT.OWNER.eq(service), SUBJECT.KIND.eq(KIND), SUBJECT.DUE_AT.isNotNull())
        .and(SUBJECT.STATE.eq(VantageState.SEEING.name()))
        .and(
            SUBJECT.LOOKED_AT.gt(
                field("clock_timestamp() - interval '10 s'", OffsetDateTime.class)))
        .fetchSet(SUBJECT.NAME);
  }

  private Condition named(String name) {
    return SUBJECT.OWNER.eq(service).and(SUBJECT.KIND.eq(KIND)).and(SUBJECT.NAME.eq(name));
  }
}
