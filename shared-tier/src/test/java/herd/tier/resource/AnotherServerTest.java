package herd.tier.resource;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ring.Token;
import herd.tier.TestBed;
import herd.tier.server.ServerState;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may leave the server that it waits for, and for which. */
class AnotherServerTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  private final UUID id = UUID.randomUUID();
  private UUID own = UUID.randomUUID();

  @BeforeEach
  void itWaitsForTheOnlyServer() throws Exception {
    BED.sql("update starter_tier.server set open = false");
    own = server(10, ServerState.CREATING);
    provision(id, "waiting");
    assertThat(itsServer()).isEqualTo(own.toString());
  }

  private void provision(UUID database, String name) {
    BED.resources()
        .provision(
            new ProvisionRequest(
                database,
                true,
                name,
                TestBed.TIER.plans().get("essential-0"),
                "us",
                "{}",
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            TestBed.State.CREATING);
  }

  private static UUID server(int databases, ServerState state) throws SQLException {
    UUID server = BED.server(databases);
    BED.plane().subjects().add(server, "server", "server", state, Optional.empty());
    return server;
  }

  private String find() throws Exception {
    return new AnotherServer(BED.plane(), TestBed.TIER).find(id).run(new Token(0, 0));
  }

  private String itsServer() throws SQLException {
    return BED.value("select server_id from starter_tier.resource where id = '%s'".formatted(id));
  }

  private String reserved(UUID server) throws SQLException {
    return BED.value(
        "select reserved_connections from starter_tier.server where id = '%s'".formatted(server));
  }

  @Test
  void itTakesItsRoomAlongToAServerThatRunsAndStaysThere() throws Exception {
    server(10, ServerState.UNAVAILABLE);
    UUID other = server(1, ServerState.AVAILABLE);
    assertThat(find()).isEqualTo("it is placed on server " + other);
    assertThat(itsServer()).isEqualTo(other.toString());
    assertThat(List.of(reserved(own), reserved(other))).containsExactly("0", "20");
    assertThat(BED.value("select part_of from control.subject where id = '%s'".formatted(id)))
        .isEqualTo(other.toString());
    assertThat(find()).isEqualTo("its server runs");
    assertThat(reserved(other)).isEqualTo("20");
  }

  @Test
  void whoComesNowGoesToAServerThatRuns() throws Exception {
    server(20, ServerState.UNAVAILABLE);
    UUID runs = server(30, ServerState.AVAILABLE);
    UUID database = UUID.randomUUID();
    provision(database, "another");
    assertThat(reserved(runs)).isEqualTo("20");
  }

  @Test
  void itStaysWhenNoOtherServerThatRunsHasRoom() throws Exception {
    server(10, ServerState.CREATING);
    server(0, ServerState.AVAILABLE);
    assertThat(find()).isEqualTo("no other server that runs has room");
    assertThat(itsServer()).isEqualTo(own.toString());
    assertThat(reserved(own)).isEqualTo("20");
  }

  @Test
  void whatWasMadeOrMayBeAtAnyMomentStays() throws Exception {
    server(10, ServerState.AVAILABLE);
    BED.state(own, "UNCERTAIN");
    assertThat(find()).isEqualTo("its server runs");
    BED.state(own, "UNAVAILABLE");
    BED.sql("update starter_tier.resource set tenant_made_at = now()");
    assertThat(find()).isEqualTo("it was made where it is");
    assertThat(itsServer()).isEqualTo(own.toString());
  }

  @Test
  void whatIsWantedNoLongerStays() throws Exception {
    server(10, ServerState.AVAILABLE);
    BED.resources().deprovision(id);
    assertThat(find()).isEqualTo("no longer wanted");
    assertThat(itsServer()).isEqualTo(own.toString());
  }
}
