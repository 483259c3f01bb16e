package herd.benchmarks.failover;

import herd.benchmarks.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The least, the middle and the most of some durations. */
record Spread(List<Duration> all) {

  Spread {
    all = all.stream().sorted().toList();
  }

  /** In seconds: minimum, median, maximum. */
  List<String> seconds() {
    return List.of(text(all.getFirst()), text(median()), text(all.getLast()));
  }

  private Duration median() {
    int middle = all.size() / 2;
    return all.size() % 2 == 1
        ? all.get(middle)
        : all.get(middle - 1).plus(all.get(middle)).dividedBy(2);
  }

  /** How many times as long its middle is. */
  String times(Spread other) {
    return Table.figure((double) median().toNanos() / other.median().toNanos());
  }

  private static String text(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e9);
  }
}
