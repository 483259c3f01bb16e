package herd.tier.resource;

import static org.assertj.core.api.Assertions.assertThat;

import herd.tier.Await;
import herd.tier.TestBed;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlanChangeRaceTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  @Test
  void aPlanChangedWhileAWorkerFindsItAPlaceReservesForTheNewPlan() throws Exception {
    UUID id = UUID.randomUUID();
    var small = TestBed.TIER.plans().get("essential-0");
    BED.resources()
        .provision(
            new ProvisionRequest(
                id,
                true,
                "racer",
                small,
                "us",
                "{}",
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            TestBed.State.CREATING);
    UUID server = BED.server(20);
    try (Connection worker = BED.source(TestBed.ROLE).getConnection();
        Statement statement = worker.createStatement()) {
      worker.setAutoCommit(false);
      statement.execute(
          "update starter_tier.resource set server_id = '%s', reserved_bytes = %d,"
                  .formatted(server, small.bytes())
              + " reserved_connections = 20 where id = '%s'".formatted(id));
      statement.execute(
          "update starter_tier.server set reserved_bytes = %d, reserved_connections = 20 where id = '%s'"
              .formatted(small.bytes(), server));
      FutureTask<Optional<String>> change =
          new FutureTask<>(
              () -> BED.resources().changePlan(id, TestBed.TIER.plans().get("essential-1")));
      Thread.ofVirtual().start(change);
      Await.until(
          "the change waits for the row",
          () -> !BED.value("select count(*) from pg_locks where not granted").equals("0"));
      worker.commit();
      assertThat(change.get()).isEmpty();
    }
    assertThat(
            BED.value("select reserved_bytes from starter_tier.server where id = '" + server + "'"))
        .isEqualTo(Long.toString(10L << 30));
  }
}
