package herd.controlplane.ring;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoundTest {

  private static final long STALL_ENDED = 1_000;

  /** A stall that ended at a moment touches all that began before it. */
  private static final Senses STALLED =
      begun -> begun < STALL_ENDED ? Optional.of("it stood still") : Optional.empty();

  private static final Subject SUBJECT =
      new Subject(
          UUID.randomUUID(),
          "toy",
          "test",
          "toy",
          Optional.empty(),
          true,
          "CALM",
          Instant.EPOCH,
          1,
          "steady",
          Instant.EPOCH,
          Optional.empty(),
          0,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @Test
  void whatWasSeenAmissBeforeAStallIsNoNewsAfterIt() {
    assertThat(look(false, STALL_ENDED - 1).outcome()).isEqualTo(Look.BLIND);
    assertThat(look(false, STALL_ENDED + 1).outcome()).isEqualTo("refused");
    assertThat(look(true, STALL_ENDED - 1).outcome()).isEqualTo("refused");
  }

  private static Look look(boolean well, long endedNanos) {
    Look seen = new Look("refused", well, !well, true, Duration.ZERO, Optional.empty(), true);
    return new Round<NoAct, String>(
            SUBJECT, new NoVisit<>(), Optional.of(seen), Optional.empty(), endedNanos)
        .unlessBlindSince(STALLED)
        .look()
        .orElseThrow();
  }
}
