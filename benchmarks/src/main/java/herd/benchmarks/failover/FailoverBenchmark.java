package herd.benchmarks.failover;

import herd.benchmarks.Closing;
import herd.benchmarks.Cpu;
import herd.benchmarks.Table;
import herd.benchmarks.stage.Cast;
import herd.benchmarks.stage.Stage;
import herd.production.Main;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The whole production tier on this machine, one premium database, and its leader taken away again
 * and again: what a customer sees, and what the books say. Afterwards the same of Patroni, where it
 * is installed.
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

  private final Libpq pq = new Libpq();
  private final int losses;
  private final int provisions;

  private FailoverBenchmark(int losses, int provisions) {
    this.losses = losses;
    this.provisions = provisions;
  }

  /**
   * @param losses of each kind, by each contender, with and without load
   */
  public static List<Table> run(int losses, int provisions) throws Exception {
    return new FailoverBenchmark(losses, provisions).run();
  }

  private List<Table> run() throws Exception {
    List<Table> tables = new ArrayList<>();
    Figures.Played herd = herd(tables);
    if (Patroni.installed()) {
      List<Figures.Played> others = new ArrayList<>();
      for (PatroniSettings settings : PatroniSettings.values()) {
        others.add(patroni(settings));
      }
      tables.add(Figures.beside(herd, others));
    } else {
      System.err.println("Patroni is not measured: apt-get install patroni etcd-server");
    }
    return tables;
  }

  /**
   * What customers feel while the standby is lost, and while it is asked to lead.
   *
   * @param times each, with and without load
   */
  public static List<Table> changes(int times) throws Exception {
    Stage stage = Stage.open(PRODUCTION);
    try (Closing _ = new Closing(stage)) {
      Trials trials =
          new Trials(new Herd(stage, new Provisions(stage).keep("premium-0")), new Libpq());
      trials.makeLedger();
      return List.of(
          Figures.besideTheLeader(
              trials.play(Loss.BESIDE_THE_LEADER, times, false),
              trials.play(Loss.BESIDE_THE_LEADER, times, true)));
    } catch (Exception | AssertionError e) {
      System.err.println(stage.affairs());
      throw e;
    }
  }

  /** Adds its tables; the answer is what was played without load. */
  private Figures.Played herd(List<Table> tables) throws Exception {
    Stage stage = Stage.open(PRODUCTION);
    try (Closing _ = new Closing(stage)) {
      Provisions provision = new Provisions(stage);
      String load = Cpu.load();
      List<Provisions.Times> times = new ArrayList<>();
      for (String plan : List.of("standard-0", "premium-0")) {
        times.add(provision.measure(plan, provisions));
      }
      Map<String, List<Duration>> floors = Floors.measure(provisions);
      System.err.println(times);
      Trials trials = new Trials(new Herd(stage, provision.keep("premium-0")), pq);
      trials.makeLedger();
      Figures.Played idle = trials.play(Loss.OF_THE_LEADER, losses, false);
      Figures.Played loaded = trials.play(Loss.OF_THE_LEADER, losses, true);
      tables.add(Figures.unloaded(idle));
      tables.add(Figures.underLoad(loaded));
      tables.add(Figures.books(List.of(idle, loaded)));
      tables.add(Figures.provisions(times, floors, load));
      return idle;
    } catch (Exception | AssertionError e) {
      System.err.println(stage.affairs());
      throw e;
    }
  }

  private Figures.Played patroni(PatroniSettings settings) throws Exception {
    Patroni patroni = Patroni.start(settings);
    try (Closing _ = new Closing(patroni)) {
      Trials trials = new Trials(patroni, pq);
      trials.makeLedger();
      return trials.play(Loss.OF_THE_LEADER, losses, false);
    }
  }
}
