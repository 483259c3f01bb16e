package herd.admin.read;

import static herd.controlplane.generated.Tables.ACT;
import static herd.controlplane.generated.Tables.OBSERVATION;
import static herd.controlplane.generated.Tables.OBSERVATION_HISTORY;
import static herd.controlplane.generated.Tables.TRANSITION;

import herd.controlplane.generated.tables.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortOrder;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What was seen of subjects, how their states changed and what was done, newest first. */
public record Histories(DSLContext dsl) {

  /**
   * Every look of the last 48 hours and the thinned ones before (SAFETY 24), as one table. A look
   * that was copied to the history and is still there is one row.
   */
  static Table<Record> seen(DSLContext dsl, UUID subject) {
    return dsl.select(OBSERVATION.fields())
        .from(OBSERVATION)
        .where(OBSERVATION.SUBJECT_ID.eq(subject))
        .unionAll(
            dsl.select(OBSERVATION_HISTORY.fields())
                .from(OBSERVATION_HISTORY)
                .where(OBSERVATION_HISTORY.SUBJECT_ID.eq(subject))
                .andNotExists(
                    dsl.selectOne()
                        .from(OBSERVATION)
                        .where(OBSERVATION.SUBJECT_ID.eq(subject))
                        .and(OBSERVATION.AT.eq(OBSERVATION_HISTORY.AT))
                        .and(OBSERVATION.VANTAGE.eq(OBSERVATION_HISTORY.VANTAGE))
                        .and(OBSERVATION.WORKER.eq(OBSERVATION_HISTORY.WORKER))))
        .asTable("observation");
  }

  /** Columns of {@link #seen}. */
  static final Observation SEEN = OBSERVATION.as("observation");

  /** The newest looks at a subject, transitions and acts of it, for a page that shows them. */
  public Slice latestLooks(UUID subject, int most) {
    return looks(subject).slice(DSL.noCondition(), most, Optional.empty());
  }

  public Slice latestTransitions(UUID subject, int most) {
    return newest(TRANSITION, TRANSITION.ID)
        .slice(TRANSITION.SUBJECT_ID.eq(subject), most, Optional.empty());
  }

  public Slice latestActs(UUID subject, int most) {
    return newest(ACT, ACT.ID).slice(ACT.SUBJECT_ID.eq(subject), most, Optional.empty());
  }

  public Slice observations(UUID subject, Params params) {
    List<Condition> where = new ArrayList<>();
    params.time("since").map(SEEN.AT::ge).ifPresent(where::add);
    params.time("until").map(SEEN.AT::lt).ifPresent(where::add);
    params.text("outcome").map(SEEN.OUTCOME::eq).ifPresent(where::add);
    params.text("vantage").map(SEEN.VANTAGE::eq).ifPresent(where::add);
    return looks(subject).page(DSL.and(where), params);
  }

  private Listing looks(UUID subject) {
    List<Field<?>> order = List.of(SEEN.AT, SEEN.VANTAGE, SEEN.WORKER);
    return new Listing(dsl, seen(dsl, subject), List.of(SEEN.fields()), order, SortOrder.DESC);
  }

  public Slice transitions(Params params) {
    return transitions(DSL.noCondition(), params);
  }

  public Slice transitionsOf(UUID subject, Params params) {
    return transitions(TRANSITION.SUBJECT_ID.eq(subject), params);
  }

  private Slice transitions(Condition where, Params params) {
    return newest(TRANSITION, TRANSITION.ID).page(where, params);
  }

  public Slice acts(Params params) {
    return newest(ACT, ACT.ID).page(DSL.noCondition(), params);
  }

  public Slice actsOf(UUID subject, Params params) {
    return newest(ACT, ACT.ID).page(ACT.SUBJECT_ID.eq(subject), params);
  }

  private Listing newest(Table<?> table, Field<?> id) {
    return new Listing(dsl, table, List.of(table.fields()), List.of(id), SortOrder.DESC);
  }
}
