package herd.benchmarks;

import herd.benchmarks.fleet.FleetBenchmark;
import herd.benchmarks.look.LookBenchmark;
import herd.benchmarks.ring.RingBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code java -jar benchmarks.jar [ring|look|fleet|all] [--short] [--write PAGE]}: measures, and
 * prints one Markdown table per part. With {@code --write} the tables also replace those in PAGE.
 */
public final class Main {

  private static final String USAGE = "usage: bench [ring|look|fleet|all] [--short] [--write PAGE]";

  /** What the command line asks for. */
  private record Wanted(String part, boolean brief, Optional<Path> page) {

    static Optional<Wanted> from(String[] args) {
      Wanted wanted = new Wanted("all", false, Optional.empty());
      for (int at = 0; at < args.length; at++) {
        switch (args[at]) {
          case "ring", "look", "fleet", "all" ->
              wanted = new Wanted(args[at], wanted.brief(), wanted.page());
          case "--short" -> wanted = new Wanted(wanted.part(), true, wanted.page());
          case "--write" -> {
            if (++at == args.length) {
              return Optional.empty();
            }
            wanted = new Wanted(wanted.part(), wanted.brief(), Optional.of(Path.of(args[at])));
          }
          default -> {
            return Optional.empty();
          }
        }
      }
      return Optional.of(wanted);
    }

    List<Callable<Table>> parts() {
      Callable<Table> ring = () -> RingBenchmark.run(brief);
      Callable<Table> fleet = () -> FleetBenchmark.run(brief);
      Callable<Table> look = () -> LookBenchmark.run(brief);
      return switch (part) {
        case "ring" -> List.of(ring);
        case "look" -> List.of(look);
        case "fleet" -> List.of(fleet);
        case "all" -> List.of(ring, look, fleet);
        default -> List.of();
      };
    }

    String command() {
      return "./herd bench " + part + (brief ? " --short" : "");
    }
  }

  private Main() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("HERD_LOG_LEVEL", "ERROR");
    Optional<Wanted> wanted = Wanted.from(args);
    if (wanted.isEmpty()) {
      System.err.println(USAGE);
      System.exit(64);
    }
    run(wanted.orElseThrow());
    System.exit(0);
  }

  private static void run(Wanted wanted) throws Exception {
    List<Table> tables = new ArrayList<>();
    for (Callable<Table> part : wanted.parts()) {
      Table table = part.call();
      System.out.println(table.markdown());
      tables.add(table);
    }
    if (wanted.page().isPresent()) {
      for (Table table : tables) {
        new Report(wanted.page().get()).put(table, wanted.command());
      }
    }
  }
}
