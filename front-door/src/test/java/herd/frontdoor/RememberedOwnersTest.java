package herd.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RememberedOwnersTest {

  private final List<String> asked = new ArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private Optional<String> answer = Optional.of("starter-tier");

  private final Owners owners =
      new RememberedOwners(
          id -> {
            asked.add(id);
            return answer;
          },
          now::get);

  @Test
  void anOwnerIsAskedForAgainAfterAFewSeconds() {
    owners.ownerOf("a");
    owners.ownerOf("a");
    assertThat(asked).hasSize(1);
    now.set(Instant.EPOCH.plusSeconds(6));
    answer = Optional.of("production-tier");
    assertThat(owners.ownerOf("a")).contains("production-tier");
    assertThat(asked).hasSize(2);
  }

  @Test
  void thatAnIdIsUnknownIsNotRemembered() {
    answer = Optional.empty();
    assertThat(owners.ownerOf("a")).isEmpty();
    answer = Optional.of("starter-tier");
    assertThat(owners.ownerOf("a")).contains("starter-tier");
  }
}
