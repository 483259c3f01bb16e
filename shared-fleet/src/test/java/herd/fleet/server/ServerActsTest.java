package herd.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.act.ActFailed;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Unfenced;
import herd.fleet.local.TestFleet;
import herd.fleet.postgres.MonitorSecret;
import herd.fleet.provider.Machine;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerActsTest {
  private static final TestFleet FLEET = new TestFleet();
  private static final Machine MACHINE = FLEET.machine();
  private static final Host HOST = Host.of(MACHINE, FLEET.identity);
  private static final Claim CLAIM = Claim.exclusive(MACHINE.providerId(), 1, 1);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Fenced FENCED = new Fenced(FLEET.ssh);

  @AfterAll
  static void close() {
    FLEET.close();
  }

  @Test
  @Order(1)
  void aServerWithoutAClusterStillHasFacts() {
    ServerFacts facts = facts();

    assertThat(facts.diskSizeBytes()).isEqualTo(MACHINE.diskBytes());
    assertThat(facts.memoryBytes()).isEqualTo(512L << 20);
    assertThat(facts.systemIdentifier()).isEmpty();
    assertThat(facts.postmasterPid()).isEmpty();
  }

  @Test
  @Order(1)
  void oldLogsGoAndSoDoesWhatRewindsKeptAWeekAgo() {
    FLEET.run(
        MACHINE,
        "cd %s && mkdir -p log kept-wal/1 kept-wal/2 && head -c 65536 /dev/zero >kept-wal/1/x && touch log/new.log && touch -d '2 days ago' log/old.log && touch -d '8 days ago' kept-wal/1"
            .formatted(MACHINE.root()));

    assertThat(new RemoveOldLogs(FENCED).run(FLEET.here, HOST, CLAIM, LIMIT)).isPositive();
    assertThat(
            FLEET.run(MACHINE, "cd %s && ls log kept-wal".formatted(MACHINE.root())).split("\\s+"))
        .contains("2", "new.log")
        .doesNotContain("1", "old.log");
  }

  @Test
  @Order(2)
  void aClusterIsMadeOnceAndLeftStopped() {
    Cluster first = create();
    Cluster again = create();

    assertThat(again).isEqualTo(first);
    assertThat(first.certificate()).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(facts().postmasterPid()).isEmpty();
    assertThat(facts().systemIdentifier()).contains(first.systemIdentifier());
    assertThat(facts().clusterState()).contains("shut down");
  }

  @Test
  @Order(3)
  void postgresIsStartedOnceHoweverOftenAsked() {
    assertThat(new StartPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT))
        .isEqualTo("ready");
    long pid = facts().postmasterPid().orElseThrow();
    assertThat(new StartPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT))
        .isEqualTo("ready");

    assertThat(facts().postmasterPid()).contains(pid);
    assertThat(facts().postmasterStatus()).contains("ready");
    assertThat(facts().collations().orElseThrow()).matches("glibc 2[.][0-9]+ icu [0-9.]+|.*libc.*");
    assertThat(facts().volume()).contains("writes");
  }

  @Test
  @Order(4)
  void whoNamesAnEarlierBootIsRefused() {
    Host earlier = HOST.during("before it was switched off");
    assertThatThrownBy(
            () -> new RestartPostgres(FENCED).run(FLEET.here, earlier, CLAIM, system(), LIMIT))
        .isInstanceOfSatisfying(
            ActFailed.class, e -> assertThat(e.kind()).isEqualTo(ActFailed.Kind.PRECONDITION));
    Host now = HOST.during(facts().bootId());
    assertThat(new RestartPostgres(FENCED).run(FLEET.here, now, CLAIM, system(), LIMIT))
        .isEqualTo("ready");
  }

  @Test
  @Order(4)
  void aKilledPostmasterIsStartedAgainOverItsRemains() {
    long pid = facts().postmasterPid().orElseThrow();
    FLEET.provider.faults().killPostgres(MACHINE.providerId());

    assertThat(new StartPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT))
        .isEqualTo("ready");
    assertThat(facts().postmasterPid()).isPresent().isNotEqualTo(java.util.Optional.of(pid));
  }

  @Test
  @Order(5)
  void anotherSystemIdentifierRefusesEveryAct() {
    assertThatThrownBy(() ->
            new StopPostgres(FENCED).run(FLEET.here, HOST, CLAIM, "7000000000000000000", LIMIT))
        .isInstanceOfSatisfying(
            ActFailed.class, e -> assertThat(e.kind()).isEqualTo(ActFailed.Kind.PRECONDITION));
    assertThat(facts().postmasterPid()).isPresent();
  }

  @Test
  @Order(6)
  void aRestartGivesANewPostmasterAndAStopLeavesNone() {
    long pid = facts().postmasterPid().orElseThrow();
    assertThat(new RestartPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT))
        .isEqualTo("ready");
    assertThat(facts().postmasterPid()).isPresent().isNotEqualTo(java.util.Optional.of(pid));

    assertThat(new StopPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT))
        .isEqualTo("stopped");
    assertThat(facts().postmasterPid()).isEmpty();
    assertThat(facts().clusterState()).contains("shut down");
  }

  @Test
  @Order(7)
  void aRebootDoesNotStartPostgres() {
    new StartPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT);
    String boot = facts().bootId();

    FLEET.provider.reboot(MACHINE.providerId());

    assertThat(facts().bootId()).isNotEqualTo(boot);
    assertThat(facts().postmasterPid()).isEmpty();
    assertThat(new StartPostgres(FENCED).run(FLEET.here, HOST, CLAIM, system(), LIMIT))
        .isEqualTo("ready");
  }

  private static Cluster create() {
    return new CreateCluster(FENCED)
        .run(
            FLEET.here,
            HOST,
            CLAIM,
            ClusterSpec.of(MACHINE, 100),
            MonitorSecret.random().verifier(32),
            LIMIT);
  }

  private static String system() {
    return facts().systemIdentifier().orElseThrow();
  }

  private static ServerFacts facts() {
    return new ReadServerFacts(new Unfenced(FLEET.ssh)).run(FLEET.here, HOST, LIMIT);
  }
}
