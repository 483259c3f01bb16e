package herd.tier.pool;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ring.Senses;
import herd.controlplane.ring.Signals;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import herd.tier.Await;
import herd.tier.TestBed;
import herd.tier.resource.ProvisionRequest;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PoolRingTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  @Test
  void resourcesThatAskForRoomAllTheTimeDoNotKeepItFromBeingFilled() throws Exception {
    UUID waiting = UUID.randomUUID();
    BED.resources()
        .provision(
            new ProvisionRequest(
                waiting,
                true,
                "waiting",
                TestBed.TIER.plans().get("essential-0"),
                "us",
                "{}",
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            TestBed.State.CREATING);
    PoolRing ring = new PoolRing(new AskedDuringEveryLook(waiting));
    ring.register(BED.plane());
    WorkerConfig config = WorkerConfig.of("w1", "zone-a");
    try (var _ = new Worker<>(BED.plane(), ring, config, Senses.sharp(), Signals.none())) {
      Await.until("it finds a place", () -> BED.resources().place(waiting));
    }
    assertThat(BED.value("select count(*) from starter_tier.server")).isEqualTo("1");
  }

  /** Short of room until it has added a server; and somebody always asks while it is looked at. */
  private record AskedDuringEveryLook(UUID waiting) implements Pool {

    @Override
    public Optional<String> shortRegion() {
      return BED.resources().place(waiting) ? Optional.empty() : Optional.of("us");
    }

    @Override
    public String add() {
      assertThat(BED.resources().place(waiting)).isFalse();
      try {
        return "added " + BED.server(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
