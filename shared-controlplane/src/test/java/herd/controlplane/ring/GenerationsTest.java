package herd.controlplane.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.TestPlane;
import herd.controlplane.keeper.KeeperRing;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What may be done after the control plane was restored from a backup (SAFETY 5). */
class GenerationsTest {

  private enum Machine {
    UP
  }

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static final Duration LENGTH = Duration.ofSeconds(10);

  private final ControlPlane plane = PLANE.as("starter-tier");
  private final Generations generations = plane.generations();

  @BeforeEach
  void before() throws Exception {
    PLANE.sql(
        "truncate control.subject, control.lease, control.fence_mark;"
            + " update control.generation set number = 4, observing = false");
  }

  @Test
  void nothingIsActedUponBeforeItsFenceWasReadAndTokensAreHigherThanEveryOneThere()
      throws Exception {
    UUID server = subject("server");
    UUID other = subject("server");
    UUID resource = subject("resource");
    generations.fenceSeen(server, 4);
    PLANE.sql("select control.restored()");

    refused(server).hasMessageContaining("does not agree yet");
    generations.fenceSeen(server, 4);
    assertThat(take(server, resource).generation()).isEqualTo(5);
    refused(other);
    refused(server, other);
    refused(resource).hasMessageContaining("until all fences were read");
    assertThat(generations.due()).isEmpty();
  }

  @Test
  void aFenceThatKnowsOurGenerationRaisesItAndTheLastOneEndsTheObserving() throws Exception {
    UUID first = subject("server");
    UUID last = subject("server");
    UUID ended = subject("server");
    UUID resource = subject("resource");
    PLANE.sql("update control.subject set due_at = null where id = '%s'".formatted(ended));
    PLANE.sql("select control.restored()");
    UUID keeper;
    KeeperRing ring = new KeeperRing(plane, PLANE.source(TestPlane.OWNER));
    try (var _ =
        new Worker<>(
            plane, ring, WorkerConfig.of("keeper-1", "a"), Senses.sharp(), Signals.none())) {
      keeper = ring.register();
      generations.fenceSeen(first, 7);
      plane.subjects().due(keeper);
      Await.until("raised above it", () -> number() == 8);
      assertThat(take(first).generation()).isEqualTo(8);
      assertThat(generations.observing()).isTrue();
      refused(last);
      refused(resource);

      generations.fenceSeen(last, 0);
      plane.subjects().due(keeper);
      Await.until("over", () -> !generations.observing());
      assertThat(take(last, resource).generation()).isEqualTo(8);
    }
  }

  private UUID subject(String kind) {
    UUID id = UUID.randomUUID();
    plane.subjects().add(id, kind, kind + "-" + id, Machine.UP, Optional.empty());
    return id;
  }

  private Token take(UUID... subjects) throws Leases.Busy {
    return plane.leases().take("somebody", Stream.of(subjects).map(Claim::alone).toList(), LENGTH);
  }

  private AbstractThrowableAssert<?, ?> refused(UUID... subjects) {
    return assertThatThrownBy(() -> take(subjects)).isInstanceOf(Leases.Busy.class);
  }

  private int number() {
    return plane.dsl().fetchSingle("select number from control.generation").into(Integer.class);
  }
}
