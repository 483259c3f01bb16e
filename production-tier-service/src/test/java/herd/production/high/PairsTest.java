package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import herd.production.TierBooks;
import herd.production.high.PairSeen.Standby;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.production.resource.ResourceState;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether a customer is told that a second server could take over. */
class PairsTest {

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
  void aStandbyThatCommitsDoNotWaitForCannotTakeOverUnlessItsPlanSaysSo() {
    UUID resource = pair(PairState.GUARDED);
    assertThat(Pairs.mayTakeOver(books.plane(), resource, true)).isFalse();
    assertThat(Pairs.mayTakeOver(books.plane(), resource, false)).isTrue();
    qualify(resource);
    assertThat(Pairs.mayTakeOver(books.plane(), resource, true)).isTrue();
  }

  @Test
  void oneThatIsLostWithItsLeaderCannotThoughItKeepsItsStanding() {
    UUID resource = pair(PairState.RESTARTING);
    qualify(resource);
    for (Standby sight : new Standby[] {Standby.CLOSE, Standby.LOST, Standby.APART}) {
      seen(resource, sight);
    }
    assertThat(Pairs.mayTakeOver(books.plane(), resource, true)).as("one look of three").isTrue();
    for (int i = 0; i < 3; i++) {
      seen(resource, Standby.LOST);
    }
    assertThat(Pairs.mayTakeOver(books.plane(), resource, true)).isFalse();
  }

  @Test
  void whileAStandbyIsMadeNobodyCan() {
    UUID resource = pair(PairState.FORMING);
    qualify(resource);
    assertThat(Pairs.mayTakeOver(books.plane(), resource, true)).isFalse();
    assertThat(Pairs.mayTakeOver(books.plane(), books.resource(), true)).as("no pair").isFalse();
  }

  private static UUID pair(PairState state) {
    UUID resource = books.resource();
    var subjects = books.plane().subjects();
    subjects.add(resource, "resource", "x", ResourceState.AVAILABLE, Optional.empty());
    subjects.add(Pair.id(resource), Pair.KIND, "x-pair", state, Optional.of(resource));
    UUID server = UUID.randomUUID();
    books
        .dsl()
        .execute(
            """
            insert into server (id, provider, region, zone, monitor_secret, memory_mb, disk_bytes,
              capacity_bytes, capacity_connections)
            values (?, 'local', 'us', 'zone-a', '', 512, 1, 1, 1)
            """,
            server);
    Placements.add(books.dsl(), resource, server, Role.STANDBY);
    return resource;
  }

  private static void qualify(UUID resource) {
    Placement read = Placements.of(books.dsl(), resource).getFirst();
    Placements.change(books.dsl(), read, Role.STANDBY, Standing.QUALIFIED, Optional.of("s1"));
  }

  private static void seen(UUID resource, Standby sight) {
    books
        .dsl()
        .execute(
            """
            insert into control.observation
              (at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts)
            values (clock_timestamp(), ?, 1, false, true, 'refused', 'a', 'w', ?::jsonb)
            """,
            Pair.id(resource),
            "{\"standby\": \"%s\"}".formatted(sight));
  }
}
