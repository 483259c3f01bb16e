package herd.admin.view;

import static herd.admin.view.Cells.plain;
import static herd.admin.view.Cells.state;
import static herd.admin.view.Cells.table;
import static herd.admin.view.Cells.to;
import static herd.admin.view.Html.link;

import herd.admin.read.Params;
import herd.admin.read.Reads;
import herd.admin.read.Slice;

/** A list of subjects, with the filters of the API's list in its address. */
record SubjectsPage(Reads reads) {

  Page html(Params params) {
    Cells cells = new Cells(reads.now());
    Slice page = reads.subjects().page(params);
    params.requireNoOthers();
    return Page.of(
        "Subjects",
        table(
            page.items(),
            "None.",
            to("name", "/subjects/", "id", "name"),
            plain("kind", "kind"),
            state(),
            new Cells.Column("troubles", SubjectPage::troubles),
            cells.age("since", "since"),
            cells.age("looked", "looked_at"),
            plain("owner", "owner")),
        page.next().map(next -> link(params.with("cursor", next), "more")).orElse(Html.NOTHING));
  }
}
