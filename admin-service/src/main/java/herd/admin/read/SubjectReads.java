package herd.admin.read;

import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.val;

import herd.service.http.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SortOrder;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The subjects, by kind and name: all that is looked at, and all that ever was. */
public record SubjectReads(DSLContext dsl) {

  private static final List<Field<?>> ORDER = List.of(SUBJECT.KIND, SUBJECT.NAME, SUBJECT.ID);

  /** Of every kind, unless the request names one. */
  public Slice page(Params params) {
    return page(params.text("kind"), params);
  }

  public Slice page(String kind, Params params) {
    return page(Optional.of(kind), params);
  }

  private Slice page(Optional<String> kind, Params params) {
    List<Condition> where = new ArrayList<>();
    kind.map(SUBJECT.KIND::eq).ifPresent(where::add);
    params.text("owner").map(SUBJECT.OWNER::eq).ifPresent(where::add);
    params.text("state").map(states -> SUBJECT.STATE.in(states.split(","))).ifPresent(where::add);
    params.text("name").map(SUBJECT.NAME::eq).ifPresent(where::add);
    params.text("like").map(SUBJECT.NAME::containsIgnoreCase).ifPresent(where::add);
    params.uuid("part_of").map(SUBJECT.PART_OF::eq).ifPresent(where::add);
    params.text("trouble").map(type -> val(type).eq(any(SUBJECT.TROUBLES))).ifPresent(where::add);
    flag(params, "troubled", cardinality(SUBJECT.TROUBLES).gt(0)).ifPresent(where::add);
    flag(params, "held", condition("coalesce({0} > clock_timestamp(), false)", SUBJECT.HELD_UNTIL))
        .ifPresent(where::add);
    flag(params, "wanted", SUBJECT.WANTED.isTrue()).ifPresent(where::add);
    flag(params, "living", SUBJECT.DUE_AT.isNotNull()).ifPresent(where::add);
    return new Listing(dsl, SUBJECT, List.of(SUBJECT.fields()), ORDER, SortOrder.ASC)
        .page(DSL.and(where), params);
  }

  private static Optional<Condition> flag(Params params, String name, Condition condition) {
    return params.flag(name).map(yes -> yes ? condition : not(condition));
  }

  public Map<String, @Nullable Object> one(UUID id) {
    return dsl.selectFrom(SUBJECT)
        .where(SUBJECT.ID.eq(id))
        .fetchOptional()
        .map(Row::of)
        .orElseThrow(SubjectReads::nothing);
  }

  /** The one service that may write this subject. */
  public String ownerOf(UUID id) {
    return dsl.select(SUBJECT.OWNER)
        .from(SUBJECT)
        .where(SUBJECT.ID.eq(id))
        .fetchOptional(SUBJECT.OWNER)
        .orElseThrow(SubjectReads::nothing);
  }

  static ApiError nothing() {
    return ApiError.notFound("Nothing in the control plane has this id.");
  }
}
