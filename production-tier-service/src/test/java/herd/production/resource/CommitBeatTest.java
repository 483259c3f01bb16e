package herd.production.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitBeatTest {

  private final UUID resource = UUID.randomUUID();
  private final CommitBeat beat = new CommitBeat(Duration.ofHours(1));

  @Test
  void aLeaderNobodyKnowsIsTried() {
    assertThat(beat.due(resource)).isTrue();
  }

  @Test
  void anIdleOneIsLeftAlone() {
    beat.seen(resource, 1_000_000, true);
    beat.seen(resource, 1_000_200, false);
    assertThat(beat.due(resource)).isFalse();
  }

  @Test
  void oneThatIsWrittenToIsTriedAtEveryLook() {
    beat.seen(resource, 1_000_000, true);
    beat.seen(resource, 2_000_000, false);
    assertThat(beat.due(resource)).isTrue();
    beat.seen(resource, 3_000_000, true);
    assertThat(beat.due(resource)).isTrue();
    beat.seen(resource, 3_000_100, true);
    assertThat(beat.due(resource)).isFalse();
  }

  @Test
  void anIdleOneIsTriedOnceInAWhile() {
    CommitBeat impatient = new CommitBeat(Duration.ZERO);
    impatient.seen(resource, 1_000_000, true);
    assertThat(impatient.due(resource)).isTrue();
  }
}
