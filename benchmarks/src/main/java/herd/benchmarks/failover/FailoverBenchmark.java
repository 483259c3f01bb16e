package herd.benchmarks.failover;

import herd.benchmarks.Cpu;
import herd.benchmarks.Table;
import herd.benchmarks.stage.Cast;
import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.production.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The whole production tier on this machine, one premium database, and its leader taken away again
 * and again: what a customer sees, and what the books say.
 */
public final class FailoverBenchmark {

  /** The control plane's Postgres is as durable as by default. */
  private static final Cast PRODUCTION =
      new Cast(
          Main.DEFINITION,
          Main.class,
          "HERD_PRODUCTION_PORT",
          Map.of(),
          Map.of("HERD_PRODUCTION_SPARES", Integer.toString(Provisions.SPARES)));

  private FailoverBenchmark() {}

  public static List<Table> run(boolean brief) throws Exception {
    return run(brief ? 2 : 10, brief ? 1 : 5);
  }

  private static List<Table> run(int losses, int provisions) throws Exception {
    Libpq pq = new Libpq();
    Stage stage = Stage.open(PRODUCTION);
    // Ctrl-C leaves no process behind.
    Thread cutShort = new Thread(() -> close(stage));
    Runtime.getRuntime().addShutdownHook(cutShort);
    try {
      Provisions provision = new Provisions(stage);
      Customer.Addon addon = provision.keep("premium-0");
      String atLosses = Cpu.load();
      List<Trial> trials = trials(stage, addon, pq, losses);
      String atProvisions = Cpu.load();
      List<Provisions.Times> times = new ArrayList<>();
      for (String plan : List.of("standard-0", "premium-0")) {
        times.add(provision.measure(plan, provisions));
      }
      Figures figures = new Figures(atLosses, atProvisions);
      return List.of(figures.outages(trials), figures.books(trials), figures.provisions(times));
    } catch (Exception | AssertionError e) {
      System.err.println(stage.processes.tail());
      throw e;
    } finally {
      Runtime.getRuntime().removeShutdownHook(cutShort);
      stage.close();
    }
  }

  private static List<Trial> trials(Stage stage, Customer.Addon addon, Libpq pq, int losses)
      throws Exception {
    Premium database = new Premium(stage.books, UUID.fromString(addon.id()));
    database.awaitFormed();
    Trials play = new Trials(stage, database, stage.customer.url(addon).orElseThrow(), pq);
    play.makeLedger();
    List<Trial> trials = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      for (int i = 0; i < losses; i++) {
        Trial trial = play.play(loss);
        System.err.println(trial);
        trials.add(trial);
      }
    }
    return trials;
  }

  private static void close(Stage stage) {
    try {
      stage.close();
    } catch (IOException e) {
      throw new UncheckedIOException("not all was removed", e);
    }
  }
}
