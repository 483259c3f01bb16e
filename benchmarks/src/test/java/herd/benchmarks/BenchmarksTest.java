package herd.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import herd.benchmarks.fleet.FleetBenchmark;
import herd.benchmarks.idle.IdleBenchmark;
import herd.benchmarks.look.LookBenchmark;
import herd.benchmarks.ring.RingBenchmark;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each benchmark runs, in its short form, and prints its table. What it measures is not judged. */
class BenchmarksTest {

  @Test
  void theRingIsMeasuredBesideItsRivals() throws Exception {
    Table table = RingBenchmark.run(true);

    assertThat(table.markdown()).contains("| Herd's ring, 1 worker |", "| db-scheduler");
    assertThat(table.rows()).allSatisfy(row -> assertThat(row.get(1)).isNotEqualTo("0.000"));
  }

  @Test
  void looksAreMeasuredBesideTheDriver() throws Exception {
    Table table = LookBenchmark.run(true);

    assertThat(table.markdown()).contains("| pgjdbc, TLS |", "| kept session, TLS |");
  }

  @Test
  void aFleetIsHeldByWhoeverIsLeft() throws Exception {
    Table table = FleetBenchmark.run(40, Duration.ofSeconds(2), Duration.ofSeconds(3));

    assertThat(table.markdown()).contains("| two workers |", "| one worker alone |");
  }

  @Test
  void aHerdThatNothingHappensToIsMeasured() throws Exception {
    assumeThat(Path.of("../constellation/target/constellation.jar")).exists();

    Table table = IdleBenchmark.run(2, Duration.ofSeconds(1), 1, Duration.ofSeconds(2));

    assertThat(table.rows()).hasSize(3);
    assertThat(table.rows()).allSatisfy(row -> assertThat(row.get(1)).isNotEqualTo("0.000"));
  }
}
