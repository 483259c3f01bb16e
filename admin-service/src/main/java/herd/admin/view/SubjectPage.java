package herd.admin.view;

import static herd.admin.view.Cells.plain;
import static herd.admin.view.Cells.prose;
import static herd.admin.view.Cells.state;
import static herd.admin.view.Cells.table;
import static herd.admin.view.Cells.text;
import static herd.admin.view.Cells.to;
import static herd.admin.view.Html.link;
import static herd.admin.view.Html.styled;
import static herd.admin.view.Html.tag;

import herd.admin.read.Reads;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One subject: what it is now, what was wrong with it, and what was last seen, decided and done.
 */
record SubjectPage(Reads reads) {

  private static final int MOST = 40;

  Page html(UUID id) {
    Map<String, @Nullable Object> subject = reads.subjects().one(id);
    Cells cells = new Cells(reads.now());
    return Page.of(
        text(subject, "kind") + " " + text(subject, "name"),
        facts(subject, cells),
        tag("h2", "Incidents"),
        table(
            reads.incidents().about(id, MOST).items(),
            "It never had one.",
            to("incident", "/incidents/", "id", "type"),
            state(),
            cells.age("opened", "opened_at"),
            cells.age("resolved", "resolved_at")),
        tag("h2", "How its state changed"),
        table(
            reads.histories().latestTransitions(id, MOST).items(),
            "It did not.",
            cells.age("when", "at"),
            plain("from", "from_state"),
            plain("to", "to_state"),
            prose("why", "why"),
            plain("vantage", "vantage"),
            plain("trace", "trace")),
        tag("h2", "What was done"),
        table(
            reads.histories().latestActs(id, MOST).items(),
            "Nothing.",
            cells.age("when", "at"),
            plain("act", "act"),
            new Cells.Column("ok", row -> Cells.flag(row, "ok")),
            prose("why", "why"),
            prose("detail", "detail"),
            plain("worker", "worker"),
            plain("trace", "trace")),
        tag("h2", "What was seen"),
        table(
            reads.histories().latestLooks(id, MOST).items(),
            "Nobody has looked yet.",
            cells.age("when", "at"),
            new Cells.Column("well", row -> Cells.flag(row, "well")),
            plain("outcome", "outcome"),
            plain("vantage", "vantage"),
            plain("worker", "worker"),
            prose("facts", "facts")));
  }

  private static Html facts(Map<String, @Nullable Object> subject, Cells cells) {
    Html partOf =
        text(subject, "part_of").isEmpty()
            ? Html.NOTHING
            : fact(
                "part of", link("/subjects/" + text(subject, "part_of"), "its " + place(subject)));
    Html held =
        text(subject, "held_until").isEmpty()
            ? Html.NOTHING
            : fact(
                "held",
                tag(
                    "span",
                    "ends ",
                    cells.age(text(subject, "held_until")),
                    ": ",
                    text(subject, "held_why")));
    return tag(
        "dl",
        fact("state", state(text(subject, "state"))),
        fact("for", cells.age(text(subject, "since"))),
        fact("troubles", troubles(subject)),
        fact("wanted", tag("span", text(subject, "wanted"))),
        held,
        partOf,
        fact("looked", cells.age(text(subject, "looked_at"))),
        fact("owner", tag("span", text(subject, "owner"))),
        fact("id", tag("code", text(subject, "id"))));
  }

  private static String place(Map<String, @Nullable Object> subject) {
    return text(subject, "kind").equals("resource") ? "server" : "subject";
  }

  /** Nothing at all for what is not there: never acknowledged, not yet resolved. */
  static Html fact(String name, Html value) {
    return value.saysNothing() ? Html.NOTHING : tag("div", tag("dt", name), tag("dd", value));
  }

  static Html troubles(Map<String, @Nullable Object> subject) {
    return subject.get("troubles") instanceof List<?> types && !types.isEmpty()
        ? Html.all(types.stream().map(type -> styled("span", "state bad", type)).toList())
        : styled("span", "quiet", "none");
  }
}
