package herd.benchmarks.ring;

import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.Cpu;
import herd.benchmarks.Plane;
import herd.benchmarks.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Members taken, observed, decided and put back per second, counted in the books: the observations
 * that were committed between two moments by the database's own clock.
 */
public final class RingBenchmark {

  private static final String ROUNDS = "select count(*) from control.observation";
  private static final String CLOCK = "select extract(epoch from clock_timestamp())";

  /** One moment: rounds in the books, the database's time, CPU used so far. */
  private record Moment(double rounds, double seconds, Duration worker, Duration server) {

    static Moment now(Plane plane) throws Exception {
      return new Moment(
          plane.number(ROUNDS), plane.number(CLOCK), Cpu.ofThisProcess(), plane.cpu());
    }
  }

  /** What one contender came to; CPU in microseconds per round. */
  private record Result(String name, double rate, double workerMicros, double serverMicros) {

    static Result of(String name, Moment from, Moment to) {
      double rounds = Math.max(1, to.rounds() - from.rounds());
      return new Result(
          name,
          rounds / (to.seconds() - from.seconds()),
          to.worker().minus(from.worker()).toNanos() / 1000.0 / rounds,
          to.server().minus(from.server()).toNanos() / 1000.0 / rounds);
    }

    double micros() {
      return workerMicros + serverMicros;
    }
  }

  private RingBenchmark() {}

  /** Runs all contenders one after the other on one server. */
  public static Table run(boolean brief) throws Exception {
    int members = brief ? 2_000 : 20_000;
    Duration warm = Duration.ofSeconds(brief ? 2 : 8);
    Duration measured = Duration.ofSeconds(brief ? 2 : 20);
    List<Contender> contenders =
        List.of(
            new HerdRing(1, 1600),
            new HerdRing(2, 1600),
            new RawSql(8, 200),
            new RawSql(8, 1),
            new DbScheduler(16));
    String load = Cpu.load();
    List<Result> results = new ArrayList<>();
    try (Plane plane = Plane.start()) {
      // Once unmeasured, or whoever comes first pays for the compiler.
      measure(plane, contenders.getFirst(), members, warm, warm);
      for (Contender contender : contenders) {
        results.add(measure(plane, contender, members, warm, measured));
      }
    }
    return table(results, members, measured, load);
  }

  private static Result measure(
      Plane plane, Contender contender, int members, Duration warm, Duration measured)
      throws Exception {
    plane.sql(
        "truncate control.observation; delete from control.subject; drop table if exists scheduled_tasks");
    plane.sql("vacuum full analyze control.subject");
    contender.fill(plane, members);
    plane.sql("vacuum analyze control.subject");
    plane.sql("checkpoint");
    try (HikariDataSource pool = plane.pool(contender.connections());
        AutoCloseable _ = contender.start(pool)) {
      TimeUnit.NANOSECONDS.sleep(warm.toNanos());
      Moment from = Moment.now(plane);
      TimeUnit.NANOSECONDS.sleep(measured.toNanos());
      return Result.of(contender.name(), from, Moment.now(plane));
    }
  }

  private static Table table(List<Result> results, int members, Duration measured, String load) {
    Result first = results.getFirst();
    List<List<String>> rows =
        results.stream()
            .map(result ->
                List.of(
                    result.name(),
                    Table.figure(result.rate()),
                    Table.figure(result.workerMicros()),
                    Table.figure(result.serverMicros()),
                    Table.figure(2e6 / result.micros()),
                    Table.figure(first.rate() / result.rate())))
            .toList();
    return new Table(
        "ring",
        """
        %,d members, %d s each after a warm-up, one Postgres with default durability, client and \
        server on the same %d cores; load average %s at the start. Rounds are counted in the \
        books. The last but one column is what two idle cores would allow by CPU alone.\
        """
            .formatted(
                members, measured.toSeconds(), Runtime.getRuntime().availableProcessors(), load),
        List.of(
            "who",
            "members/s",
            "client CPU µs/member",
            "Postgres CPU µs/member",
            "members/s by CPU on 2 idle cores",
            "Herd's rate / this rate"),
        rows);
  }
}
