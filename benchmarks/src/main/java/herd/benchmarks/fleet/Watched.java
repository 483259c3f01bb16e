package herd.benchmarks.fleet;

import herd.benchmarks.Child;
import herd.benchmarks.Plane;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the books said over some time. An age is the books' own clock minus the last completed look,
 * over every living member, taken ones included.
 *
 * @param p99 the worst sample's 99th percentile, seconds
 * @param oldest the oldest age of any sample, seconds
 * @param cores CPU of the worker divided by the time
 * @param planeCores the same of the control plane's Postgres, for all workers and these questions
 */
record Watched(
    Plane plane, double seconds, double p99, double oldest, double cores, double planeCores) {

  private static final String AGES =
      """
      select %s from (
        select extract(epoch from clock_timestamp() - looked_at)::float8 as age
        from control.subject where kind = 'endpoint' and due_at is not null) ages
      """;

  /** Samples once a second. */
  static Watched during(Plane plane, Child worker, Duration length)
      throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    Duration cpu = worker.cpu();
    Duration planeCpu = plane.cpu();
    double p99 = 0;
    double oldest = 0;
    while (System.nanoTime() - begun < length.toNanos()) {
      TimeUnit.SECONDS.sleep(1);
      String percentile = AGES.formatted("percentile_disc(0.99) within group (order by age)");
      p99 = Math.max(p99, plane.number(percentile));
      oldest = Math.max(oldest, plane.number(AGES.formatted("max(age)")));
    }
    double nanos = System.nanoTime() - begun;
    double used = worker.cpu().minus(cpu).toNanos();
    double planeUsed = plane.cpu().minus(planeCpu).toNanos();
    return new Watched(plane, nanos / 1e9, p99, oldest, used / nanos, planeUsed / nanos);
  }

  /** How many endpoints were last looked at by this worker. */
  double held(String worker) throws SQLException {
    return plane.number(
        "select count(*) from control.subject where kind = 'endpoint' and looked_by = '%s'"
            .formatted(worker));
  }

  /** Observations a second of which this is true, during the time watched, which has just ended. */
  double perSecond(String condition) throws SQLException {
    return plane.number(
            "select count(*) from control.observation where %s and at > clock_timestamp() - %f * interval '1 s'"
                .formatted(condition, seconds))
        / seconds;
  }
}
