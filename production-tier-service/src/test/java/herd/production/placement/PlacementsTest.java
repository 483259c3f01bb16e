package herd.production.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.controlplane.ControlPlane;
import herd.production.TierBooks;
import herd.production.high.PairState;
import herd.production.resource.ResourceState;
import herd.production.server.Owners;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the schema as a release makes it. */
class PlacementsTest {

  private static TierBooks tier;
  private static ControlPlane plane;
  private static DSLContext books;

  @BeforeAll
  static void start() throws Exception {
    tier = TierBooks.open();
    plane = tier.plane();
    books = tier.dsl();
  }

  @AfterAll
  static void stop() {
    tier.close();
  }

  @Test
  void aResourceHasOneLeaderAndAServerOneResource() {
    UUID resource = tier.resource();
    UUID server = tier.server();
    Placements.add(books, resource, server, Role.LEADER);
    assertThatThrownBy(() -> Placements.add(books, resource, tier.server(), Role.LEADER))
        .isInstanceOf(IntegrityConstraintViolationException.class);
    assertThatThrownBy(() -> Placements.add(books, tier.resource(), server, Role.STANDBY))
        .isInstanceOf(IntegrityConstraintViolationException.class);
    assertThat(Placements.leader(books, resource).map(Placement::server)).contains(server);
    assertThat(Placements.on(books, List.of(server)).values())
        .extracting(Placement::resource)
        .containsExactly(resource);
  }

  @Test
  void aChangeRestsOnWhatWasRead() {
    UUID resource = tier.resource();
    Placements.add(books, resource, tier.server(), Role.STANDBY);
    Placements.add(books, resource, tier.server(), Role.LEADER);
    assertThat(Placements.of(books, resource))
        .extracting(Placement::role)
        .containsExactly(Role.LEADER, Role.STANDBY);
    Placement read = Placements.of(books, resource).getLast();

    Optional<String> name = Optional.of("s1");
    assertThat(Placements.change(books, read, Role.STANDBY, Standing.QUALIFIED, name)).isTrue();
    assertThat(Placements.change(books, read, Role.STANDBY, Standing.QUALIFIED, name)).isFalse();

    Placement now = Placements.of(books, resource).getLast();
    assertThat(now.standing()).isEqualTo(Standing.QUALIFIED);
    assertThat(now.epoch()).isEqualTo(read.epoch() + 1);
    assertThat(now.standbyName()).isEqualTo(name);
    Placements.remove(books, resource, now.server());
    assertThat(Placements.of(books, resource)).hasSize(1);
  }

  @Test
  void aStandbyThatItsLeaderWaitsForIsNotRestartedByItsServersOwnIncidents() {
    UUID resource = tier.resource();
    UUID standby = tier.server();
    Placements.add(books, resource, standby, Role.STANDBY);
    assertThat(new Owners(plane).whyNotRestart(standby)).isEmpty();

    Placement read = Placements.of(books, resource).getFirst();
    Placements.change(books, read, Role.STANDBY, Standing.QUALIFIED, Optional.of("s1"));
    assertThat(new Owners(plane).whyNotRestart(standby)).isPresent();
  }

  /** Its plan may let it keep its standing while it is lost: then nobody else would start it. */
  @Test
  void oneThatIsWaitedForInVainForLongIsStartedByItsServersOwnIncidents() {
    UUID resource = tier.resource();
    UUID standby = tier.server();
    Placements.add(books, resource, standby, Role.STANDBY);
    Placement read = Placements.of(books, resource).getFirst();
    Placements.change(books, read, Role.STANDBY, Standing.QUALIFIED, Optional.of("s1"));
    plane.subjects().add(resource, "resource", "y", ResourceState.AVAILABLE, Optional.empty());
    UUID pair = UUID.randomUUID();
    plane.subjects().add(pair, "pair", "y-pair", PairState.FORMING, Optional.of(resource));
    books.execute("update control.subject set since = since - interval '1 min' where id = ?", pair);
    assertThat(new Owners(plane).whyNotRestart(standby)).as("it was just qualified").isPresent();
    books.execute(
        "update placement set since = since - interval '1 min' where server_id = ?", standby);
    assertThat(new Owners(plane).whyNotRestart(standby)).isEmpty();
  }

  @Test
  void whileItsPairIsGuardedAStandbyThatNobodyWaitsForIsItsPairsBusinessToo() {
    UUID resource = tier.resource();
    UUID standby = tier.server();
    Placements.add(books, resource, standby, Role.STANDBY);
    plane.subjects().add(resource, "resource", "x", ResourceState.AVAILABLE, Optional.empty());
    plane
        .subjects()
        .add(UUID.randomUUID(), "pair", "x-pair", PairState.GUARDED, Optional.of(resource));
    assertThat(new Owners(plane).whyNotRestart(standby)).isPresent();
  }
}
