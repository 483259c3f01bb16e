package herd.benchmarks;

import herd.benchmarks.failover.FailoverBenchmark;
import herd.benchmarks.fleet.FleetBenchmark;
import herd.benchmarks.idle.IdleBenchmark;
import herd.benchmarks.look.LookBenchmark;
import herd.benchmarks.ring.RingBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code java -jar benchmarks.jar [ring|look|fleet|failover|changes|idle|all] [--short]
 * [--endpoints N] [--losses N] [--write PAGE]}: measures, and prints a Markdown table or more per
 * part. With {@code --write} the tables also replace those in PAGE.
 */
public final class Main {

  private static final String USAGE =
      "usage: bench [ring|look|fleet|failover|changes|idle|all] [--short] [--endpoints N] [--losses N] [--write PAGE]";

  /**
   * What the command line asks for.
   *
   * @param endpoints of the fleet, where not its usual number
   * @param losses of each kind by each system that fails over, where not its usual number
   */
  private record Wanted(
      String part,
      boolean brief,
      Optional<Integer> endpoints,
      Optional<Integer> losses,
      Optional<Path> page) {

    /** Empty when it asks for something there is not. */
    static Optional<Wanted> from(List<String> arguments) {
      Optional<String> part = Optional.empty();
      boolean brief = false;
      Optional<Integer> endpoints = Optional.empty();
      Optional<Integer> losses = Optional.empty();
      Optional<Path> page = Optional.empty();
      Iterator<String> words = arguments.iterator();
      while (words.hasNext()) {
        String word = words.next();
        switch (word) {
          case "ring", "look", "fleet", "failover", "changes", "idle", "all" -> {
            if (part.isPresent()) {
              return Optional.empty();
            }
            part = Optional.of(word);
          }
          case "--short" -> brief = true;
          case "--endpoints", "--losses", "--write" -> {
            if (!words.hasNext()) {
              return Optional.empty();
            }
            String value = words.next();
            if (word.equals("--write")) {
              page = Optional.of(Path.of(value));
            } else if (word.equals("--losses") && value.matches("[1-9][0-9]?")) {
              losses = Optional.of(Integer.valueOf(value));
            } else if (word.equals("--endpoints") && value.matches("[1-9][0-9]{1,4}")) {
              endpoints = Optional.of(Integer.valueOf(value));
            } else {
              return Optional.empty();
            }
          }
          default -> {
            return Optional.empty();
          }
        }
      }
      return Optional.of(new Wanted(part.orElse("all"), brief, endpoints, losses, page));
    }

    List<Callable<List<Table>>> parts() {
      Callable<List<Table>> ring = () -> List.of(RingBenchmark.run(brief));
      Callable<List<Table>> look = () -> List.of(LookBenchmark.run(brief));
      Callable<List<Table>> fleet = () -> List.of(FleetBenchmark.run(brief, endpoints));
      Callable<List<Table>> failover =
          () -> FailoverBenchmark.run(losses.orElse(brief ? 2 : 10), brief ? 1 : 5);
      Callable<List<Table>> changes =
          () -> FailoverBenchmark.changes(losses.orElse(brief ? 1 : 10));
      Callable<List<Table>> idle = () -> List.of(IdleBenchmark.run(brief));
      return switch (part) {
        case "ring" -> List.of(ring);
        case "look" -> List.of(look);
        case "fleet" -> List.of(fleet);
        case "failover" -> List.of(failover);
        case "changes" -> List.of(changes);
        case "idle" -> List.of(idle);
        // The idle one first: it says at once when its jar is not there.
        default -> List.of(idle, ring, look, fleet, failover, changes);
      };
    }

    String command() {
      return "./herd bench "
          + part
          + (brief ? " --short" : "")
          + endpoints.map(count -> " --endpoints " + count).orElse("")
          + losses.map(count -> " --losses " + count).orElse("");
    }
  }

  private Main() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("HERD_LOG_LEVEL", "ERROR");
    Optional<Wanted> wanted = Wanted.from(List.of(args));
    if (wanted.isEmpty()) {
      System.err.println(USAGE);
      System.exit(64);
    }
    run(wanted.orElseThrow());
    System.exit(0);
  }

  private static void run(Wanted wanted) throws Exception {
    List<Table> tables = new ArrayList<>();
    for (Callable<List<Table>> part : wanted.parts()) {
      for (Table table : part.call()) {
        System.out.println(table.markdown());
        tables.add(table);
      }
    }
    if (wanted.page().isPresent()) {
      for (Table table : tables) {
        new Report(wanted.page().get()).put(table, wanted.command());
      }
    }
  }
}
