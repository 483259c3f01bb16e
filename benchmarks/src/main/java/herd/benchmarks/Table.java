package herd.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One benchmark's result, ready to be read.
 *
 * @param name its heading, and of its place in a page
 * @param notes what was measured and how, a sentence or more
 */
public record Table(String name, String notes, List<String> columns, List<List<String>> rows) {

  public Table {
    rows = List.copyOf(rows);
  }

  /** As Markdown, with a heading. */
  public String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("### " + name);
    lines.add("");
    lines.add(notes);
    lines.add("");
    lines.add(line(columns));
    lines.add(line(columns.stream().map(_ -> "---").toList()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** A figure with as many digits as it deserves: 12,345, 345, 12.3, 0.123. */
  public static String figure(double value) {
    String form = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, form, value);
  }
}
