package herd.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page whose figures are written by the benchmarks: each table stands between {@code
 * <!-- NAME -->} and {@code <!-- /NAME -->}, and whatever else the page says is left alone.
 */
record Report(Path page) {

  /** Replaces the table of the same name. */
  void put(Table table, String command) throws IOException {
    String begin = "<!-- " + table.name() + " -->\n";
    String end = "<!-- /" + table.name() + " -->";
    String old = Files.readString(page);
    Matcher place =
        Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(old);
    if (!place.find()) {
      throw new IOException("%s has no place for %s: %s".formatted(page, table.name(), begin));
    }
    String made = begin + table.markdown() + "\nMade by `" + command + "`.\n" + end;
    Files.writeString(page, place.replaceFirst(Matcher.quoteReplacement(made)));
  }
}
