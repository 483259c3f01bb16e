package herd.benchmarks.idle;

import herd.benchmarks.Closing;
import herd.benchmarks.Cpu;
import herd.benchmarks.Table;
import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a new constellation takes until it is ready, and what its one process costs when its
 * databases are there and nothing happens to them. Linux only: /proc tells.
 */
public final class IdleBenchmark {

  private static final Duration PROVISIONED = Duration.ofMinutes(5);

  private IdleBenchmark() {}

  /** Some six minutes, or three. */
  public static Table run(boolean brief) throws Exception {
    return run(20, Duration.ofMinutes(1), brief ? 1 : 4, Duration.ofMinutes(1));
  }

  /** With so many databases; after a rest its CPU is measured so many times, for so long each. */
  public static Table run(int databases, Duration rest, int times, Duration each) throws Exception {
    String load = Cpu.load();
    List<List<String>> rows = new ArrayList<>();
    Constellation herd = Constellation.launch();
    try (Closing _ = new Closing(herd)) {
      rows.add(row("ready, s after its start", herd.awaitReady().toMillis() / 1e3, "< 15"));
      provision(herd, databases);
      Waiting.pass(rest);
      for (int n = 0; n < times; n++) {
        Duration from = rest.plus(each.multipliedBy(n));
        rows.add(
            row(
                "%% of one core, from %d to %d s after the last database was up"
                    .formatted(from.toSeconds(), from.plus(each).toSeconds()),
                percentOfACore(herd, each),
                "< 5"));
      }
      rows.add(row("memory at the end, MB", herd.residentMegabytes(), "< 600"));
    }
    return table(rows, databases, load);
  }

  private static void provision(Constellation herd, int databases) throws Exception {
    URI market = URI.create(herd.exported("HEROKU_HOST"));
    try (Customer customer = new Customer(market, herd.exported("HEROKU_API_KEY"), "idle")) {
      customer.createApp();
      for (int n = 0; n < databases; n++) {
        customer.buy("essential-0");
      }
      Waiting.until(
          "every database is provisioned",
          PROVISIONED,
          () -> customer.addons().stream().allMatch(Customer.Addon::provisioned));
    }
  }

  private static double percentOfACore(Constellation herd, Duration length) throws Exception {
    Duration before = herd.cpu();
    long begun = System.nanoTime();
    Waiting.pass(length);
    Duration used = herd.cpu().minus(before);
    return 100.0 * used.toNanos() / (System.nanoTime() - begun);
  }

  private static List<String> row(String what, double figure, String goal) {
    return List.of(what, Table.figure(figure), goal);
  }

  private static Table table(List<List<String>> rows, int databases, String load) {
    return new Table(
        "idle",
        """
        The constellation as `./herd up` starts it, built before, in a new folder; then %d times essential-0, and a rest. \
        Its one process alone, by `/proc/PID/stat` (user and system time) and `VmRSS`: the Postgres of its databases and of the \
        control plane, on the same %d cores, are not in it. Load average %s at the start.\
        """
            .formatted(databases, Runtime.getRuntime().availableProcessors(), load),
        List.of("what", "figure", "goal"),
        rows);
  }
}
