package herd.admin.read;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.SUBJECT;

import herd.controlplane.generated.tables.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortOrder;
import org.jooq.TableLike;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The incidents, newest first, each with its own state and what it is about. */
public record IncidentReads(DSLContext dsl) {

  /** The incident as a member of its ring; its subject is the other one. */
  private static final Subject MEMBER = SUBJECT.as("member");

  private static final Subject ABOUT = SUBJECT.as("about");

  public Slice page(Params params) {
    List<Condition> where = new ArrayList<>();
    params.text("type").map(INCIDENT.TYPE::eq).ifPresent(where::add);
    params.text("owner").map(INCIDENT.OWNER::eq).ifPresent(where::add);
    params.text("state").map(states -> MEMBER.STATE.in(states.split(","))).ifPresent(where::add);
    params.uuid("subject_id").map(INCIDENT.SUBJECT_ID::eq).ifPresent(where::add);
    params
        .flag("open")
        .map(yes -> yes ? INCIDENT.RESOLVED_AT.isNull() : INCIDENT.RESOLVED_AT.isNotNull())
        .ifPresent(where::add);
    return listing().page(DSL.and(where), params);
  }

  /** The newest of those that are open. */
  public Slice open(int most) {
    return listing().slice(INCIDENT.RESOLVED_AT.isNull(), most, Optional.empty());
  }

  /** All that this subject ever had, the newest of them. */
  public Slice about(UUID subject, int most) {
    return listing().slice(INCIDENT.SUBJECT_ID.eq(subject), most, Optional.empty());
  }

  private Listing listing() {
    List<Field<?>> order = List.of(INCIDENT.OPENED_AT, INCIDENT.ID);
    return new Listing(dsl, from(), shown(), order, SortOrder.DESC);
  }

  /** With what it is about, and its trail. */
  public Map<String, @Nullable Object> one(UUID id) {
    Record incident =
        dsl.select(shown())
            .from(from())
            .where(INCIDENT.ID.eq(id))
            .fetchOptional()
            .orElseThrow(SubjectReads::nothing);
    Map<String, @Nullable Object> one = new LinkedHashMap<>(Row.of(incident));
    one.put("subject", new SubjectReads(dsl).one(incident.get(INCIDENT.SUBJECT_ID)));
    one.putAll(new Trail(dsl).of(incident.into(INCIDENT)));
    return one;
  }

  private static TableLike<?> from() {
    return INCIDENT
        .join(MEMBER)
        .on(MEMBER.ID.eq(INCIDENT.ID))
        .join(ABOUT)
        .on(ABOUT.ID.eq(INCIDENT.SUBJECT_ID));
  }

  private static List<Field<?>> shown() {
    List<Field<?>> shown = new ArrayList<>(List.of(INCIDENT.fields()));
    shown.add(MEMBER.STATE.as("state"));
    shown.add(MEMBER.SINCE.as("since"));
    shown.add(ABOUT.KIND.as("subject_kind"));
    shown.add(ABOUT.NAME.as("subject_name"));
    return shown;
  }
}
