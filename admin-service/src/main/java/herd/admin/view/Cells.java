package herd.admin.view;

import static herd.admin.view.Html.link;
import static herd.admin.view.Html.styled;
import static herd.admin.view.Html.tag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of the reads as cells of tables; ages are told by the control plane's clock. */
record Cells(Instant now) {

  /** States in which nothing is wrong; every other state is shown as a matter of concern. */
  private static final Set<String> WELL =
      Set.of("AVAILABLE", "RESOLVED", "DESTROYED", "SEEING", "WATCHING", "RETIRED");

  /** States that look like trouble and are a way to somewhere. */
  private static final Set<String> UNDER_WAY =
      Set.of("CREATING", "DESTROYING", "UNCERTAIN", "TRIGGERED", "RESOLVING", "WAITING", "SHORT");

  /** One column of a table: its heading, and what it makes of a row. */
  record Column(String heading, Function<Map<String, @Nullable Object>, Html> cell) {}

  static Html table(List<Map<String, @Nullable Object>> rows, String none, Column... columns) {
    if (rows.isEmpty()) {
      return styled("p", "quiet", none);
    }
    List<Html> head = new ArrayList<>();
    for (Column column : columns) {
      head.add(tag("th", column.heading()));
    }
    List<Html> body = new ArrayList<>();
    for (Map<String, @Nullable Object> row : rows) {
      List<Html> cells = new ArrayList<>();
      for (Column column : columns) {
        cells.add(tag("td", column.cell().apply(row)));
      }
      body.add(tag("tr", Html.all(cells)));
    }
    Html table =
        tag("table", tag("thead", tag("tr", Html.all(head))), tag("tbody", Html.all(body)));
    return styled("div", "wide", table);
  }

  static String text(Map<String, @Nullable Object> row, String field) {
    return Optional.ofNullable(row.get(field)).map(String::valueOf).orElse("");
  }

  static Column plain(String heading, String field) {
    return new Column(heading, row -> tag("span", text(row, field)));
  }

  /** A sentence: may take several lines, where other cells keep to one. */
  static Column prose(String heading, String field) {
    return new Column(heading, row -> styled("div", "prose", text(row, field)));
  }

  static Column number(String heading, String field) {
    return new Column(
        heading,
        row ->
            styled(
                "span",
                "number",
                row.get(field) instanceof Double d
                    ? String.format(Locale.ROOT, "%.1f", d)
                    : text(row, field)));
  }

  static Column state() {
    return new Column("state", row -> state(text(row, "state")));
  }

  /** A truth as a word; nothing where the row has none. */
  static Html flag(Map<String, @Nullable Object> row, String field) {
    return switch (row.get(field)) {
      case Boolean yes when yes -> styled("span", "state good", "yes");
      case Boolean _ -> styled("span", "state bad", "no");
      case null, default -> Html.NOTHING;
    };
  }

  static Html state(String state) {
    String style = WELL.contains(state) ? "good" : UNDER_WAY.contains(state) ? "going" : "bad";
    return styled("span", "state " + style, state.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /** A link to the page of what the row is about. */
  static Column to(String heading, String path, String idField, String shownField) {
    return new Column(heading, row -> link(path + text(row, idField), text(row, shownField)));
  }

  Column age(String heading, String field) {
    return new Column(heading, row -> age(text(row, field)));
  }

  /** How long ago, with the exact time for those who point at it. */
  Html age(String time) {
    if (time.isEmpty()) {
      return Html.NOTHING;
    }
    Duration ago = Duration.between(Instant.parse(time), now);
    String text = ago.isNegative() ? "in " + length(ago.negated()) : length(ago) + " ago";
    return new Html("<time title=\"%s\">%s</time>".formatted(Html.escape(time), Html.escape(text)));
  }

  private static String length(Duration time) {
    if (time.toSeconds() < 10) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    return time.toMinutes() < 2
        ? time.toSeconds() + " s"
        : time.toHours() < 2
            ? time.toMinutes() + " min"
            : time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " d";
  }
}
