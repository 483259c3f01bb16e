package herd.benchmarks.ring;

import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.DueAtOnce;
import herd.benchmarks.Members;
import herd.benchmarks.Plane;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Senses;
import herd.controlplane.ring.Signals;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The product's own loop. */
record HerdRing(int workers, int slots) implements Contender {

  private static final Look AT_ONCE =
      new Look("ok", true, false, false, Duration.ofMillis(1), Optional.empty(), true);

  @Override
  public String name() {
    return "Herd's ring, %d worker%s".formatted(workers, workers == 1 ? "" : "s");
  }

  @Override
  public int connections() {
    return 8;
  }

  @Override
  public void fill(Plane plane, int members) throws SQLException {
    Members.fill(plane, members);
  }

  @Override
  public AutoCloseable start(HikariDataSource pool) {
    List<Worker<?, ?, ?>> all = new ArrayList<>();
    for (int n = 1; n <= workers; n++) {
      all.add(
          new Worker<>(
              Plane.through(pool),
              new DueAtOnce(_ -> AT_ONCE),
              WorkerConfig.of("bench-" + n, "bench").withSlots(slots),
              Senses.sharp(),
              Signals.none()));
    }
    return () -> all.forEach(Worker::close);
  }
}
