package herd.benchmarks.look;

import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.Cpu;
import herd.benchmarks.DueAtOnce;
import herd.benchmarks.Members;
import herd.benchmarks.Plane;
import herd.benchmarks.Sights;
import herd.controlplane.ring.Senses;
import herd.controlplane.ring.Signals;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What one look costs when the product's own loop makes it: the member is taken from the books, its
 * look made, thought about and committed, and the member put back.
 */
final class Rounds {

  /** Twice as many sessions, with TLS and without, are fewer than a Postgres holds by default. */
  private static final int MEMBERS = 40;

  private static final int SLOTS = 32;
  private static final int CONNECTIONS = 8;
  private static final String COMMITTED = "select count(*) from control.observation";
  private static final String FAILED = COMMITTED + " where outcome <> 'ok'";

  private Rounds() {}

  /** CPU of this whole process in milliseconds, divided by the looks that the books hold. */
  static double cpuMillis(Plane plane, Way way, Duration warm, Duration measured) throws Exception {
    plane.sql("truncate control.observation; delete from control.subject");
    Members.fill(plane, MEMBERS);
    plane.sql("vacuum analyze control.subject");
    DueAtOnce ring = new DueAtOnce(member -> Sights.look(way.look(member.name())));
    try (HikariDataSource pool = plane.pool(CONNECTIONS);
        Worker<?, ?, ?> _ =
            new Worker<>(
                Plane.through(pool),
                ring,
                WorkerConfig.of("bench", "bench").withSlots(SLOTS),
                Senses.sharp(),
                Signals.none())) {
      TimeUnit.NANOSECONDS.sleep(warm.toNanos());
      double looks = plane.number(COMMITTED);
      Duration cpu = Cpu.ofThisProcess();
      TimeUnit.NANOSECONDS.sleep(measured.toNanos());
      Duration used = Cpu.ofThisProcess().minus(cpu);
      double made = plane.number(COMMITTED) - looks;
      if (made == 0 || plane.number(FAILED) > 0) {
        throw new IllegalStateException("looks failed, so what they cost means nothing");
      }
      return used.toNanos() / 1e6 / made;
    }
  }
}
