package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import herd.production.TierBooks;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long a leader's change is asked for that cannot begin yet. */
class SwitchoverWishTest {

  private static TierBooks books;

  @BeforeAll
  static void open() throws Exception {
    books = TierBooks.open();
  }

  @AfterAll
  static void close() {
    books.close();
  }

  @Test
  void anOperatorsWishThatCouldNotBeginIsOverAfterAWhileAndCanBeMadeAgain() {
    UUID resource = books.resource();
    Failovers.askSwitch(books.dsl(), resource, Failovers.A_WHILE);
    assertThat(asked(resource)).isTrue();
    later();
    assertThat(asked(resource)).isFalse();
    Failovers.askSwitch(books.dsl(), resource, Failovers.A_WHILE);
    assertThat(asked(resource)).isTrue();
  }

  @Test
  void aMaintenancesWishStaysWhoeverElseAsks() {
    UUID resource = books.resource();
    Failovers.askSwitch(books.dsl(), resource, Optional.empty());
    Failovers.askSwitch(books.dsl(), resource, Failovers.A_WHILE);
    later();
    assertThat(asked(resource)).isTrue();
  }

  @Test
  void whoAsksForLongerHasHisWayAndWhatIsOverIsOver() {
    UUID resource = books.resource();
    Failovers.askSwitch(books.dsl(), resource, Failovers.A_WHILE);
    Failovers.askSwitch(books.dsl(), resource, Optional.of(Duration.ofMinutes(20)));
    Failovers.askSwitch(books.dsl(), resource, Failovers.A_WHILE);
    later();
    assertThat(asked(resource)).isTrue();
    later();
    assertThat(asked(resource)).isFalse();
  }

  /** Without this a second leader would follow the one that a failure has brought. */
  @Test
  void aFailoverThatNobodyAskedForEndsTheWish() {
    UUID resource = books.resource();
    Placements.add(books.dsl(), resource, books.server(), Role.LEADER);
    Placements.add(books.dsl(), resource, books.server(), Role.STANDBY);
    Failovers.askSwitch(books.dsl(), resource, Optional.empty());
    Failovers.begin(books.dsl(), resource, false);
    assertThat(asked(resource)).isFalse();
  }

  private static void later() {
    books.dsl().execute("update pair_wish set switch_until = switch_until - interval '11 min'");
  }

  private static boolean asked(UUID resource) {
    return Failovers.switchesAsked(books.dsl(), List.of(resource)).contains(resource);
  }
}
