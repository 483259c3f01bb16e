package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.production.TierBooks;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a failover's report says of the commits that only the old leader had. */
class LossTest {

  private static TierBooks tier;
  private static DSLContext books;

  @BeforeAll
  static void open() throws Exception {
    tier = TierBooks.open();
    books = tier.dsl();
  }

  @AfterAll
  static void close() {
    tier.close();
  }

  @Test
  void nothingIsLostWithALeaderThatEndedInOrderBeforeTheNewTimeline() throws Exception {
    UUID resource = failedOver(true, Optional.of("0/9000028"));
    assertThat(report(resource).lostCommits()).isZero();
    Failovers.end(books, resource, "ABANDONED");
    assertThat(told(resource)).endsWith("was given up, with what it held");
  }

  @Test
  void whatItEndedWithAfterThatIsUnknownUntilItIsCountedOnce() throws Exception {
    UUID resource = failedOver(false, Optional.of("0/A000028"));
    assertThat(report(resource).lostCommits()).isNull();
    Failovers.lost(books, resource, Optional.of(3L));
    Failovers.lost(books, resource, Optional.empty());
    Failovers.end(books, resource, "REJOINED");
    assertThat(report(resource).lostCommits()).isEqualTo(3);
    assertThat(told(resource)).isEmpty();
  }

  @Test
  void whatNobodyCouldCountIsSaidToBeUncounted() throws Exception {
    UUID synchronous = failedOver(true, Optional.empty());
    Failovers.end(books, synchronous, "ABANDONED");
    assertThat(report(synchronous).lostCommits()).isNull();
    assertThat(told(synchronous)).contains("could not be counted; no client");

    UUID asynchronous = failedOver(false, Optional.empty());
    Failovers.end(books, asynchronous, "ABANDONED");
    assertThat(told(asynchronous)).contains("could not be counted; clients may have been told");

    UUID rewound = failedOver(true, Optional.empty());
    Failovers.end(books, rewound, "REJOINED");
    assertThat(told(rewound)).contains("is back; the commits only it had could not be counted");
  }

  /**
   * To a timeline that begins at 0/A000000.
   *
   * @param end where the old leader ended, when that was in order
   */
  private static UUID failedOver(boolean qualified, Optional<String> end) throws Exception {
    UUID resource = tier.resource();
    Placements.add(books, resource, tier.server(), Role.LEADER);
    Placements.add(books, resource, tier.server(), Role.STANDBY);
    if (qualified) {
      Placement standby = Placements.of(books, resource).getLast();
      Placements.change(books, standby, Role.STANDBY, Standing.QUALIFIED, Optional.of("s"));
    }
    UUID pair = Pair.id(resource);
    Token token =
        new Leases(books).take("a worker", List.of(Claim.alone(pair)), Duration.ofMinutes(1));
    Failovers.begin(books, resource, false);
    Failover failover =
        Optional.ofNullable(Failovers.open(books, List.of(resource)).get(resource)).orElseThrow();
    Receipts.Had had = new Receipts.Had(Receipt.STOPPED, "stopped over SSH", end);
    assertThat(Failovers.receipt(books, failover, had, pair, token)).isTrue();
    assertThat(Failovers.promoted(books, failover, 2, "0/A000000", pair, token)).isTrue();
    Failovers.move(books, resource);
    return resource;
  }

  private static FailoverReport report(UUID resource) {
    return FailoverReports.of(books, resource).getFirst();
  }

  private static String told(UUID resource) {
    return report(resource).couldNotFollow().stream()
        .filter(one -> one.kind().equals("old_leader"))
        .map(CouldNotFollow::what)
        .collect(Collectors.joining());
  }
}
