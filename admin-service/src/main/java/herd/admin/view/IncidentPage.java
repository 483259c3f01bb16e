package herd.admin.view;

import static herd.admin.view.Cells.plain;
import static herd.admin.view.Cells.prose;
import static herd.admin.view.Cells.state;
import static herd.admin.view.Cells.table;
import static herd.admin.view.Cells.text;
import static herd.admin.view.Html.link;
import static herd.admin.view.Html.styled;
import static herd.admin.view.Html.tag;
import static herd.admin.view.SubjectPage.fact;

import herd.admin.read.Reads;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One incident with its whole trail, in the order in which it happened. */
record IncidentPage(Reads reads) {

  Page html(UUID id) {
    Map<String, @Nullable Object> incident = reads.incidents().one(id);
    Cells cells = new Cells(reads.now());
    String about = text(incident, "subject_kind") + " " + text(incident, "subject_name");
    return Page.of(
        text(incident, "type"),
        tag(
            "dl",
            fact("state", state(text(incident, "state"))),
            fact("about", link("/subjects/" + text(incident, "subject_id"), about)),
            fact("opened", cells.age(text(incident, "opened_at"))),
            fact("cleared", cells.age(text(incident, "cleared_at"))),
            fact("resolved", cells.age(text(incident, "resolved_at"))),
            fact("attempts begun", tag("span", text(incident, "attempt"))),
            fact("ticket", cells.age(text(incident, "ticketed_at"))),
            fact("page", cells.age(text(incident, "paged_at"))),
            fact("acknowledged by", tag("span", text(incident, "acknowledged_by"))),
            fact("id", tag("code", text(incident, "id")))),
        tag("h2", "Trail"),
        cut(incident),
        table(
            trail(incident),
            "Nothing is recorded.",
            new Cells.Column("when", row -> tag("code", clock(text(row, "at")))),
            new Cells.Column(
                "source", row -> styled("span", text(row, "source"), text(row, "source"))),
            plain("what", "what"),
            new Cells.Column("ok", row -> Cells.flag(row, "ok")),
            prose("detail", "detail"),
            plain("vantage", "vantage"),
            plain("worker", "worker")));
  }

  /** In UTC, to the millisecond: what the trail is read for is the order and the gaps. */
  private static String clock(String time) {
    String clock = time.substring(time.indexOf('T') + 1).replace("Z", "");
    return clock.substring(0, Math.min(12, clock.length()));
  }

  @SuppressWarnings("unchecked") // what Trail put there
  private static List<Map<String, @Nullable Object>> trail(Map<String, @Nullable Object> incident) {
    return (List<Map<String, @Nullable Object>>)
        Objects.requireNonNull(incident.get("trail"), "an incident has a trail");
  }

  private static Html cut(Map<String, @Nullable Object> incident) {
    return incident.get("trail_cut") instanceof List<?> sources && !sources.isEmpty()
        ? styled("p", "quiet", "Only the beginning and the end are shown of: " + sources)
        : Html.NOTHING;
  }
}
