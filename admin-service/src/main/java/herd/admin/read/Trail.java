package herd.admin.read;

import static herd.admin.read.Histories.SEEN;
import static herd.controlplane.generated.Tables.ACT;
import static herd.controlplane.generated.Tables.INCIDENT_EVENT;
import static herd.controlplane.generated.Tables.TRANSITION;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import herd.controlplane.generated.tables.records.IncidentRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The story of an incident, by time: its events, what was seen of its subject, how both changed
 * their states and what was done; from a minute before it was opened (what led to it) until it was
 * resolved. Every source tells its beginning and its end; one with more to tell is named.
 */
record Trail(DSLContext dsl) {

  private static final Duration BEFORE = Duration.ofMinutes(1);
  private static final int AT_EACH_END = 150;

  private static final Field<OffsetDateTime> AT =
      field(name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
  private static final Field<Object> TIE = field(name("tie"));
  private static final Field<Boolean> NEITHER = inline((Boolean) null, SQLDataType.BOOLEAN);

  /** A part of the story: its rows all have the columns of an entry. */
  private record Source(String name, Table<?> rows) {}

  Map<String, @Nullable Object> of(IncidentRecord incident) {
    List<Record> entries = new ArrayList<>();
    List<String> cut = new ArrayList<>();
    for (Source source :
        List.of(events(incident), transitions(incident), acts(incident), looks(incident))) {
      List<Record> first = some(source, AT.asc(), TIE.asc(), 2 * AT_EACH_END + 1);
      if (first.size() <= 2 * AT_EACH_END) {
        entries.addAll(first);
      } else {
        entries.addAll(first.subList(0, AT_EACH_END));
        entries.addAll(some(source, AT.desc(), TIE.desc(), AT_EACH_END).reversed());
        cut.add(source.name());
      }
    }
    entries.sort(Comparator.comparing(entry -> entry.get(AT)));
    Map<String, @Nullable Object> trail = new LinkedHashMap<>();
    trail.put("trail", Row.of(entries));
    trail.put("trail_cut", cut);
    return trail;
  }

  private List<Record> some(Source source, SortField<?> by, SortField<?> then, int most) {
    List<Field<?>> shown = new ArrayList<>(List.of(source.rows().fields()));
    shown.removeIf(column -> column.getName().equals(TIE.getName()));
    return dsl.select(shown)
        .from(source.rows())
        .orderBy(by, then)
        .limit(most)
        .queryTimeout(Reads.LONGEST_SECONDS)
        .fetch();
  }

  private Source events(IncidentRecord incident) {
    var e = INCIDENT_EVENT;
    return source(
        "event",
        List.of(e.AT, e.INCIDENT_ID, e.WHAT, e.DETAIL, NEITHER, e.VANTAGE, e.WORKER, e.ID),
        e,
        e.INCIDENT_ID.eq(incident.getId()));
  }

  private Source transitions(IncidentRecord incident) {
    var t = TRANSITION;
    Field<String> what = concat(t.FROM_STATE, inline(" → "), t.TO_STATE);
    return source(
        "transition",
        List.of(t.AT, t.SUBJECT_ID, what, t.WHY, NEITHER, t.VANTAGE, t.WORKER, t.ID),
        t,
        t.SUBJECT_ID.in(both(incident)).and(during(t.AT, incident)));
  }

  private Source acts(IncidentRecord incident) {
    var a = ACT;
    Field<String> detail = concat(a.WHY, inline(": "), a.DETAIL);
    return source(
        "act",
        List.of(a.AT, a.SUBJECT_ID, a.ACT_, detail, a.OK, inline(""), a.WORKER, a.ID),
        a,
        a.SUBJECT_ID.in(both(incident)).and(during(a.AT, incident)));
  }

  private Source looks(IncidentRecord incident) {
    var o = SEEN;
    Field<String> took = field("round({0} / 1000.0, 1) || ' ms'", String.class, o.TOOK_MICROS);
    return source(
        "observation",
        List.of(o.AT, o.SUBJECT_ID, o.OUTCOME, took, o.WELL, o.VANTAGE, o.WORKER, o.WORKER),
        Histories.seen(dsl, incident.getSubjectId()),
        during(o.AT, incident));
  }

  /** The columns come in the order of an entry's; the last one tells equal times apart. */
  private Source source(String source, List<Field<?>> columns, Table<?> from, Condition where) {
    List<String> names =
        List.of("at", "subject_id", "what", "detail", "ok", "vantage", "worker", TIE.getName());
    List<Field<?>> entry = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      entry.add(columns.get(i).as(names.get(i)));
    }
    entry.add(1, inline(source).as("source"));
    return new Source(source, dsl.select(entry).from(from).where(where).asTable("entry"));
  }

  private static List<UUID> both(IncidentRecord incident) {
    return List.of(incident.getId(), incident.getSubjectId());
  }

  private static Condition during(Field<OffsetDateTime> at, IncidentRecord incident) {
    Condition begun = at.ge(incident.getOpenedAt().minus(BEFORE));
    return Optional.ofNullable(incident.getResolvedAt())
        .map(end -> begun.and(at.le(end)))
        .orElse(begun);
  }
}
