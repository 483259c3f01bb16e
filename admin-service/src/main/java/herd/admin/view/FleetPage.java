package herd.admin.view;

import static herd.admin.view.Cells.number;
import static herd.admin.view.Cells.plain;
import static herd.admin.view.Cells.state;
import static herd.admin.view.Cells.table;
import static herd.admin.view.Cells.to;
import static herd.admin.view.Html.link;
import static herd.admin.view.Html.styled;
import static herd.admin.view.Html.tag;

import herd.admin.read.Fleet;
import herd.admin.read.Reads;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fleet at a glance: first what is wrong, then how fresh that knowledge is, then the rest. */
record FleetPage(Reads reads) {

  Page html() {
    Fleet fleet = reads.fleet();
    Cells cells = new Cells(reads.now());
    return Page.of(
        "The fleet",
        observing(fleet),
        tag("h2", "Open incidents"),
        table(
            reads.incidents().open(100).items(),
            "Nothing is wrong.",
            to("incident", "/incidents/", "id", "type"),
            state(),
            to("about", "/subjects/", "subject_id", "subject_name"),
            number("attempts", "attempt"),
            cells.age("opened", "opened_at")),
        tag("h2", "What there is"),
        table(
            fleet.subjects(),
            "Nothing yet.",
            new Cells.Column("kind", FleetPage::ofKindAndState),
            state(),
            number("count", "count"),
            number("in trouble", "troubled"),
            number("held", "held"),
            plain("owner", "owner")),
        tag("h2", "How long ago the least recent look was"),
        table(
            fleet.ringAges(),
            "No ring has a member.",
            plain("ring", "kind"),
            plain("lane", "lane"),
            number("members", "members"),
            number("seconds", "worst_age_seconds"),
            number("beats", "worst_age_beats"),
            plain("owner", "owner")),
        tag("h2", "Vantages"),
        table(
            fleet.vantages(),
            "No vantage is living.",
            to("vantage", "/subjects/", "id", "name"),
            state(),
            cells.age("since", "since"),
            cells.age("looked", "looked_at"),
            plain("owner", "owner")),
        undelivered(fleet));
  }

  private static Html ofKindAndState(Map<String, @Nullable Object> row) {
    String kind = Cells.text(row, "kind");
    return link("/subjects?kind=" + kind + "&state=" + Cells.text(row, "state"), kind);
  }

  private static Html observing(Fleet fleet) {
    return Boolean.TRUE.equals(fleet.generation().get("observing"))
        ? styled("p", "bad", "The control plane was restored and only observes: no act is made.")
        : Html.NOTHING;
  }

  private static Html undelivered(Fleet fleet) {
    Map<String, @Nullable Object> waiting = fleet.undelivered();
    List<String> counts =
        List.of("pages " + Cells.text(waiting, "page"), "tickets " + Cells.text(waiting, "ticket"));
    return styled("p", "quiet", "Not delivered yet: " + String.join(", ", counts) + ".");
  }
}
