package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.provider.Machine;
import herd.production.Main;
import herd.tier.LivingTier;
import herd.tier.data.Facts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The incidents of a premium database, rehearsed: each is brought about on its real servers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PairTroublesTest {

  private static LivingTier herd;
  private static URI url;

  @BeforeAll
  static void start() throws Exception {
    herd =
        new LivingTier(
            Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of("HERD_PRODUCTION_SPARES", "2"));
    url = herd.provision("premium-0");
    herd.await(
        "the pair is formed",
        () ->
            herd.books("select state from control.subject where kind = 'pair'").equals("GUARDED"));
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  @Order(1)
  void aStandbyWhoseReplayWasPausedIsMadeToReplay() throws Exception {
    herd.onServer(machine("STANDBY"), "select pg_wal_replay_pause()");
    run("create table much as select repeat(md5(n::text), 30) from generate_series(1, 40000) n");
    herd.await("it is mended", () -> resolved("replay_lag"));
    assertThat(trail("replay_lag")).contains("replay was paused, and goes on");
    run("drop table much");
  }

  @Test
  @Order(2)
  void whoseCommitsDoNotWaitForTheStandbyIsAFactThatTheCustomerIsShown() throws Exception {
    String login = url.getUserInfo().split(":", 2)[0];
    run("alter role current_user set synchronous_commit = local");
    herd.awaitLooking(
        "it is seen",
        () ->
            Facts.read(latestFacts()).weakerCommits().equals(List.of("role " + login + ": local")));
    run("alter role current_user reset synchronous_commit");
    herd.awaitLooking("it is over", () -> Facts.read(latestFacts()).weakerCommits().isEmpty());
  }

  private static String latestFacts() throws SQLException {
    return herd.books(
        "select facts::text from control.observation o join control.subject s on s.id = o.subject_id"
            + " where s.kind = 'resource' and well and facts is not null order by at desc limit 1");
  }

  @Test
  @Order(2)
  void aSlotOfNobodyIsDropped() throws Exception {
    Machine leader = machine("LEADER");
    herd.onServer(
        leader, "select pg_create_physical_replication_slot('herd_0123456789abcdef', true)");
    herd.awaitLooking("it is dropped", () -> resolved("slot_growing"));
    assertThat(herd.onServer(leader, "select slot_name from pg_replication_slots"))
        .doesNotContain("herd_0123456789abcdef")
        .startsWith("herd_");
  }

  @Test
  @Order(3)
  void aVolumeThatTakesNoWriteIsSeen() throws Exception {
    Path probe = Path.of(machine("STANDBY").root(), "volume.look");
    // Who opens it for writing waits in the kernel, as one who writes to a stuck volume does.
    herd.await("a look has written", () -> Files.exists(probe));
    // In one step: the next look may be making its file anew at this moment.
    Path pipe = probe.resolveSibling("volume.pipe");
    shell("mkfifo", "-m", "666", pipe.toString());
    Files.move(pipe, probe, StandardCopyOption.ATOMIC_MOVE);
    herd.awaitLooking(
        "it is seen, and time is given to it",
        () -> trail("volume_stuck").contains("nothing but time"));
    Files.delete(probe);
    herd.awaitLooking("it came back", () -> resolved("volume_stuck"));
  }

  @Test
  @Order(4)
  void aCertificateThatExpiresSoonIsRenewedWithoutARestart() throws Exception {
    Machine leader = machine("LEADER");
    String failovers = failovers();
    String started = herd.onServer(leader, "select pg_postmaster_start_time()");
    Path conf = Path.of(leader.root(), "conf");
    shell(
        "sh",
        "-c",
        "cd '%s' && openssl req -x509 -new -key server.key -days 5 -subj /CN=short -out s && cat s >server.crt"
            .formatted(conf));
    herd.onServer(leader, "select pg_reload_conf()");
    String epoch = epoch();
    herd.change(
        "update production_tier.server set certificate = '%s' where provider_id = '%s'"
            .formatted(Files.readString(conf.resolve("server.crt")), leader.providerId()));
    herd.onServer(
        leader,
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'herd_monitor'");
    herd.awaitLooking("it is renewed", () -> resolved("certificate_expiring"));
    assertThat(herd.onServer(leader, "select pg_postmaster_start_time()")).isEqualTo(started);
    assertThat(failovers()).isEqualTo(failovers);
    herd.await(
        "the standby is qualified anew",
        () -> !epoch().equals(epoch) && epoch().contains("QUALIFIED"));
    assertThat(Path.of(machine("STANDBY").root(), "conf", "upstream.crt"))
        .hasSameTextualContentAs(conf.resolve("server.crt"));
  }

  @Test
  @Order(5)
  void aStandbyThatSortsOtherwiseLosesItsStandingUntilItDoesNot() throws Exception {
    herd.change(
        "update production_tier.server set collations = 'glibc 2.17' where provider_id = '%s'"
            .formatted(machine("STANDBY").providerId()));
    herd.await("its standing is withdrawn", () -> epoch().contains("NONE"));
    herd.await("it is an incident", () -> trail("collation_mismatch").contains("opened"));
    assertThat(writes()).isTrue();
    herd.await(
        "its database has one copy",
        () ->
            herd.books("select state from control.subject where kind = 'pair'").equals("FORMING"));
    herd.change(
        "update control.subject set since = since - interval '2 minutes' where kind = 'pair'");
    herd.await("its customer is told", () -> trail("standby_lost").contains("attempt ended"));
    // The next look at its server sees what it truly has.
    herd.awaitLooking("it is over", () -> resolved("collation_mismatch"));
    herd.await("it is qualified", () -> epoch().contains("QUALIFIED"));
    herd.awaitLooking("it has two", () -> resolved("standby_lost"));
  }

  @Test
  @Order(6)
  void anotherClusterInItsPlaceRefusesEveryActAndAHumanIsCalled() throws Exception {
    Machine spare = spare();
    Path data = Path.of(spare.root(), "data");
    Path away = Path.of(spare.root(), "data.away");
    Files.move(data, away);
    // What comes and goes while it is copied does not matter here.
    shell(
        "sh",
        "-c",
        "cp -a \"$0\" \"$1\" 2>/dev/null; test -s \"$1/global/pg_control\"",
        Path.of(machine("LEADER").root(), "data").toString(),
        data.toString());
    herd.awaitLooking("a human is called", () -> paged("identifier_mismatch"));
    shell("rm", "-rf", data.toString());
    Files.move(away, data);
    herd.awaitLooking("it is over", () -> resolved("identifier_mismatch"));
  }

  @Test
  @Order(7)
  void whoTakesEveryLockOfItsOwnServerIsEndedAndNothingFailsOver() throws Exception {
    Machine leader = machine("LEADER");
    String failovers = failovers();
    try (Connection hog = LivingTier.connect(url);
        Statement taking = hog.createStatement()) {
      taking.execute(
          """
          do $$ declare i int := 0; begin
            loop perform pg_advisory_lock(i); i := i + 1; end loop;
          exception when out_of_memory then null; end $$\
          """);
      herd.awaitLooking("it is mended", () -> resolved("lock_table_filling"));
      assertThatThrownBy(() -> taking.execute("select 1")).isInstanceOf(SQLException.class);
    }
    assertThat(trail("lock_table_filling")).contains("ended: u");
    assertThat(writes()).isTrue();
    assertThat(machine("LEADER")).isEqualTo(leader);
    assertThat(failovers()).isEqualTo(failovers);
  }

  /** The last: what comes after takes the minutes in which a human may keep what it wrote. */
  @Test
  @Order(9)
  void aStandbyThatSomebodyPromotedIsStoppedForGoodAndAHumanIsCalled() throws Exception {
    Machine second = machine("STANDBY");
    herd.onServer(second, "select pg_promote(false)");
    herd.await("it is stopped for good", () -> stoppedForGood(second));
    herd.await("a human is called", () -> paged("two_leaders"));
    herd.await("the leader's commits wait for nobody", () -> writes());
    assertThat(machine("LEADER")).isNotEqualTo(second);
  }

  private static void shell(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static boolean paged(String type) throws SQLException {
    return !herd.books(
            "select count(*) from control.notice n join control.incident i on i.id = incident_id"
                + " where n.kind = 'page' and type = '%s'".formatted(type))
        .equals("0");
  }

  private static String failovers() throws SQLException {
    return herd.books("select count(*) from production_tier.failover");
  }

  private static String epoch() throws SQLException {
    return herd.books(
        "select epoch || ' ' || standing from production_tier.placement where role = 'STANDBY'");
  }

  private static Machine spare() throws Exception {
    herd.await(
        "a spare is up",
        () ->
            !herd.books(
                    "select count(*) from production_tier.server s join control.subject c on c.id = s.id"
                        + " where s.open and c.state = 'AVAILABLE'")
                .equals("0"));
    return herd.provider()
        .describe(
            herd.books(
                "select provider_id from production_tier.server s join control.subject c on c.id = s.id"
                    + " where s.open and c.state = 'AVAILABLE' limit 1"))
        .orElseThrow();
  }

  private static boolean stoppedForGood(Machine machine) {
    Path data = Path.of(machine.root(), "data");
    return data.resolve("standby.signal").toFile().exists()
        && !data.resolve("postmaster.pid").toFile().exists();
  }

  private static boolean resolved(String type) throws SQLException {
    return herd.books(
            "select count(*) > 0 and bool_and(resolved_at is not null) from control.incident"
                + " where type = '"
                + type
                + "'")
        .equals("t");
  }

  private static String trail(String type) throws SQLException {
    return herd.books(
        "select coalesce(string_agg(what || ': ' || detail, '; ' order by e.id), '')"
            + " from control.incident_event e join control.incident i on i.id = e.incident_id"
            + " where type = '"
            + type
            + "'");
  }

  private static boolean writes() {
    try {
      run("create table if not exists t (n int)");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Machine machine(String role) throws Exception {
    return herd.provider()
        .describe(
            herd.books(
                "select s.provider_id from production_tier.placement p join production_tier.server s"
                    + " on s.id = p.server_id where p.role = '%s'".formatted(role)))
        .orElseThrow();
  }
}
