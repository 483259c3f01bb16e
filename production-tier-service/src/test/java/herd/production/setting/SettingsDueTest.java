package herd.production.setting;

import static org.assertj.core.api.Assertions.assertThat;

import herd.production.high.PairState;
import herd.production.placement.Placement;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettingsDueTest {

  private static final UUID RESOURCE = UUID.randomUUID();
  private static final int CPUS = 2;

  private final ServerRecord leader = server();
  private final ServerRecord standby = server();

  @Test
  void theStandbyIsToldFirst() {
    assertThat(due(PairState.GUARDED, Map.of()).lacking()).containsExactly(standby, leader);
  }

  @Test
  void whoeverWasToldAllIsLeftAlone() {
    assertThat(
            due(PairState.GUARDED, Map.of(standby.getId(), told(170), leader.getId(), told(170)))
                .lacking())
        .isEmpty();
  }

  @Test
  void aLeaderIsToldNoMoreRoomThanItsStandbyRunsWith() {
    SettingsDue due = due(PairState.GUARDED, Map.of(standby.getId(), told(140)));
    assertThat(due.wantedOn(leader.getId()).all()).containsEntry("max_connections", "140");
    assertThat(due.wantedOn(standby.getId()).all()).containsEntry("max_connections", "170");
  }

  @Test
  void whatIsNoRoomIsNotHeldBack() {
    SettingsDue due = due(PairState.GUARDED, Map.of(standby.getId(), told(140)));
    assertThat(due.wantedOn(leader.getId()).all())
        .containsEntry("shared_buffers", "1024MB")
        .containsEntry("max_worker_processes", "8");
  }

  @Test
  void nobodyIsToldWhileThePairIsBusy() {
    for (PairState state :
        List.of(PairState.DOUBTFUL, PairState.FENCING, PairState.ALONE, PairState.FORMING)) {
      assertThat(due(state, Map.of()).lacking()).as(state.name()).isEmpty();
      assertThat(due(state, Map.of()).allTold()).isFalse();
    }
  }

  @Test
  void aLeaderWhoseStandbyIsNoCopyYetNeedNotWait() {
    standby.setSystemIdentifier("2");
    assertThat(due(PairState.FORMING, Map.of()).lacking()).containsExactly(leader);
  }

  @Test
  void aServerThatIsToBeRestartedIsToldAfterwards() {
    leader.setRestartAsked(1);
    assertThat(due(PairState.GUARDED, Map.of()).lacking()).containsExactly(standby);
  }

  @Test
  void aLeaderWaitsForAStandbyThatIsToBeRestartedAndToldAnew() {
    standby.setRestartAsked(1);
    assertThat(due(PairState.GUARDED, Map.of()).lacking()).isEmpty();
    assertThat(due(PairState.GUARDED, Map.of(standby.getId(), told(170))).lacking())
        .containsExactly(leader);
  }

  private ServerSettings.Given told(long connections) {
    return new ServerSettings.Given(
        Optional.of(wanted().fingerprint()),
        Optional.empty(),
        Map.of("max_connections", connections, "max_locks_per_transaction", 256L));
  }

  private static WantedSettings wanted() {
    return WantedSettings.of(
        herd.tier.server.ServerSize.of(server()), CPUS, Map.of("log_statement", "ddl"));
  }

  private SettingsDue due(PairState state, Map<UUID, ServerSettings.Given> given) {
    return new SettingsDue(
        CPUS,
        Map.of("log_statement", "ddl"),
        Optional.of(state),
        List.of(placed(leader, Role.LEADER), placed(standby, Role.STANDBY)),
        Map.of(leader.getId(), leader, standby.getId(), standby),
        given);
  }

  private static Placement placed(ServerRecord server, Role role) {
    return new Placement(
        RESOURCE, server.getId(), role, 1, Standing.NONE, Optional.empty(), Instant.EPOCH);
  }

  private static ServerRecord server() {
    ServerRecord server = new ServerRecord();
    server.setId(UUID.randomUUID());
    server.setCertificate("one");
    server.setSystemIdentifier("1");
    server.setMemoryMb(4096);
    server.setDiskBytes(64L << 30);
    server.setCapacityBytes(64L << 30);
    server.setCapacityConnections(120);
    server.setRestartAsked(0);
    server.setRestartDone(0);
    return server;
  }
}
