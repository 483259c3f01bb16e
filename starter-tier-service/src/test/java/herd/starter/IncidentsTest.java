package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.provider.Machine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every incident, rehearsed: real machines broken in earnest, and mended by nobody but Herd. */
class IncidentsTest {

  private static Herd herd;
  private static URI url;
  private static Machine machine;

  private final long begun = System.nanoTime();
  private String since = "";

  @BeforeAll
  static void start() throws Exception {
    herd =
        new Herd(
            Map.of(
                "HERD_STARTER_GRACE", "4s",
                "HERD_STARTER_VACUUM_EVERY", "1s",
                "HERD_STARTER_COUNT_EVERY", "500ms",
                "HERD_STARTER_COMMIT_EVERY", "1s",
                "HERD_STARTER_LONGEST_TRANSACTION", "10s",
                // Few enough to be used up, and enough that no second server is made.
                "HERD_STARTER_SERVER_CONNECTIONS", "120"));
    url = herd.provision("essential-0");
    machine = herd.provider().list().getFirst();
    sql("create table t as select generate_series(1, 1000) n");
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @BeforeEach
  void allIsWell() throws Exception {
    calm();
    since = herd.books("select clock_timestamp()");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    calm();
    herd.await(
        "no lease is left", () -> herd.books("select count(*) from control.lease").equals("0"));
    assertThat(value("select count(*) from t")).isEqualTo("1000");
  }

  @Test
  void aKilledPostmasterWithBusyBackendsIsBackByItself() throws Exception {
    List<Thread> busy =
        List.of(
            client("select pg_sleep(300)"),
            client("select count(*) from generate_series(1, 100000000000)"));
    herd.await(
        "the clients are busy",
        () -> value("select count(*) from pg_stat_activity where state = 'active'").equals("3"));
    herd.provider().faults().killPostgres(machine.providerId());
    // Nobody looks more often than usual: the ends of the monitor's sessions tell.
    herd.await("it is mended", () -> resolved("postgres_down"));
    tell("postmaster killed, resolved");
    assertThat(answers()).isTrue();
    // A look may find it mended before the attempt has heard the server's answer.
    assertThat(trail("postgres_down"))
        .containsSubsequence("resolving", "attempt begun", "attempt ended", "resolved")
        .containsSubsequence("attempt begun", "cleared", "resolved");
    assertThat(
            herd.books(
                "select count(*) from control.incident_event where (worker = '' or vantage = '')"
                    + " and at > '%s'".formatted(since)))
        .isEqualTo("0");
    for (Thread one : busy) {
      one.join();
    }
  }

  @Test
  void anSshEndpointThatEndedIsStartedWithoutTouchingPostgres() throws Exception {
    String before = value("select pg_postmaster_start_time()");
    herd.provider().faults().stopSsh(machine.providerId());
    herd.awaitLooking("it is mended", () -> resolved("server_unreachable"));
    tell("SSH endpoint ended, resolved");
    assertThat(value("select pg_postmaster_start_time()")).isEqualTo(before);
    assertThat(happened("postgres_down")).isFalse();
  }

  @Test
  void aMachineThatWasLostIsStartedAndThenItsPostgres() throws Exception {
    herd.provider().faults().loseServer(machine.providerId());
    herd.awaitLooking(
        "it is mended",
        () -> resolved("server_unreachable") && resolved("postgres_down") && answers());
    tell("machine lost, resolved");
  }

  @Test
  void aMachineThatIsFrozenIsRebooted() throws Exception {
    herd.provider().faults().freeze(machine.providerId());
    herd.awaitLooking(
        "starting it did not help",
        () -> trail("server_unreachable").containsAll(List.of("attempt ended", "waiting")));
    herd.patienceIsOver();
    herd.awaitLooking("it is rebooted", () -> resolved("server_unreachable"));
    herd.awaitLooking("it is mended", this::answers);
    tell("machine frozen, resolved");
    assertThat(
            herd.books(
                "select count(*) from control.incident_event where what = 'attempt ended' and"
                    + " detail = 'Reboot the machine: done: the machine was rebooted' and at > '%s'"
                        .formatted(since)))
        .isEqualTo("1");
  }

  @Test
  void aDiskThatStaysNearlyFullIsToldToItsCustomersAndCallsOneHuman() throws Exception {
    herd.provider().faults().fillDisk(machine.providerId());
    herd.awaitLooking(
        "it is seen, and something tried", () -> trail("disk_nearly_full").contains("waiting"));
    assertThat(answers()).isTrue();
    herd.awaitLooking(
        "the customers are told, and a human is called",
        () -> {
          herd.patienceIsOver();
          return notices("ticket", "disk_nearly_full") && notices("page", "disk_nearly_full");
        });
    herd.provider().faults().heal(machine.providerId());
    herd.awaitLooking("it is resolved", () -> resolved("disk_nearly_full"));
    assertThat(kindsTold("disk_nearly_full", "ticket")).isEqualTo("resource");
    assertThat(kindsTold("disk_nearly_full", "page")).isEqualTo("server");
  }

  @Test
  void aMonitorsPasswordChangedBehindHerdsBackIsSetAgain() throws Exception {
    herd.onServer(machine, "alter role herd_monitor password 'somebody-elses'");
    herd.onServer(
        machine,
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'herd_monitor'");
    herd.awaitLooking("it is mended", () -> resolved("auth_refused"));
    tell("monitor's password changed, resolved");
    assertThat(happened("postgres_down")).isFalse();
  }

  @Test
  void aDatabaseThatDoesNotLetTheMonitorInIsMadeWhole() throws Exception {
    String database = url.getPath().substring(1);
    herd.onServer(machine, "revoke connect on database " + database + " from herd_monitor");
    herd.awaitLooking("it is mended", () -> resolved("auth_refused"));
    tell("the monitor's right to connect revoked, resolved");
    assertThat(attempts("auth_refused"))
        .contains("Make the database whole: done: database and roles are as they should be");
    assertThat(happened("resource_unavailable")).isFalse();
  }

  @Test
  void aDatabaseThatStaysClosedToTheMonitorIsToldToItsCustomerAndToAHuman() throws Exception {
    String database = url.getPath().substring(1);
    String revoke = "revoke connect on database " + database + " from herd_monitor";
    herd.onServer(machine, revoke);
    herd.awaitLooking(
        "the customer and a human are told",
        () -> {
          try {
            herd.onServer(machine, revoke);
          } catch (IOException e) {
            // The attempt grants it at this very moment, and one of the two comes too late.
            return false;
          }
          herd.patienceIsOver();
          return notices("ticket", "auth_refused") && notices("page", "auth_refused");
        });
    assertThat(kindsTold("auth_refused", "ticket")).isEqualTo("resource");
    herd.onServer(machine, "grant connect on database " + database + " to herd_monitor");
    herd.awaitLooking("it is resolved", () -> resolved("auth_refused"));
  }

  @Test
  void connectionsThatAreNearlyUsedUpAreAnIncidentAndNobodyIsTakenForDead() throws Exception {
    String login = url.getUserInfo().split(":", 2)[0];
    herd.onServer(machine, "alter role " + login + " connection limit -1");
    List<Connection> held = new ArrayList<>();
    try {
      herd.awaitLooking(
          "it is seen, and something tried",
          () -> {
            useUp(held);
            return trail("connections_full").contains("waiting");
          });
      assertThat(happened("postgres_down")).isFalse();
      herd.awaitLooking(
          "the customers are told, and a human is called",
          () -> {
            useUp(held);
            herd.patienceIsOver();
            return notices("ticket", "connections_full") && notices("page", "connections_full");
          });
    } finally {
      for (Connection one : held) {
        one.close();
      }
      herd.onServer(machine, "alter role " + login + " connection limit 20");
    }
    herd.awaitLooking("it is resolved", () -> resolved("connections_full"));
    assertThat(kindsTold("connections_full", "ticket")).isEqualTo("resource");
    assertThat(kindsTold("connections_full", "page")).isEqualTo("server");
  }

  @Test
  void aTransactionThatIsTooOldIsEndedWhateverItsSessionHasSet() throws Exception {
    try (Connection idle = Herd.connect(url);
        Statement statement = idle.createStatement()) {
      statement.execute("set idle_in_transaction_session_timeout = 0");
      statement.execute("begin");
      statement.execute("select txid_current()");
      herd.awaitLooking(
          "it is ended, and that is written down",
          () ->
              herd.books(
                      "select count(*) from control.act where act = 'END_LONG_TRANSACTIONS' and ok"
                          + " and detail = '1 sessions with a transaction of over 10 s ended'")
                  .equals("1"));
      assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void whoeverTakesEveryLockThereIsIsEndedAndItsNeighboursWorkAgain() throws Exception {
    URI greedy = herd.provision("mini");
    try (Connection hog = Herd.connect(greedy);
        Connection small = Herd.connect(greedy);
        Statement taking = hog.createStatement();
        Statement other = small.createStatement()) {
      other.execute("select pg_advisory_lock(-1)");
      taking.execute(
          """
          do $$ declare i int := 0; begin
            loop perform pg_advisory_lock(i); i := i + 1; end loop;
          exception when out_of_memory then null; end $$\
          """);
      assertThatThrownBy(() -> value("select txid_current()"))
          .hasMessageContaining("out of shared memory");
      herd.awaitLooking("neighbours work again", this::answers);
      tell("lock table filled, neighbours served again");
      herd.awaitLooking("it is resolved", () -> resolved("lock_table_filling"));
      // The look that finds the table full may have no session of its own left to count by.
      assertThat(
              herd.books(
                  "select detail from control.incident_event where what = 'attempt ended' and at >"
                      + " '%s' and detail not like '%%no session was seen%%' order by id limit 1"
                          .formatted(since)))
          .matches(
              "End (the sessions that hold too many locks|those that looks since have told): done:"
                  + " held \\d+ locks, and ended: %s:\\d+"
                      .formatted(greedy.getUserInfo().split(":", 2)[0]));
      assertThatThrownBy(() -> taking.execute("select 1")).isInstanceOf(SQLException.class);
      other.execute("select txid_current()");
    }
  }

  /** SAFETY 7: it answers every question, and takes no write. */
  @Test
  void aServerWhoseCommitsHangIsTold() throws Exception {
    herd.onServer(machine, "alter system set synchronous_standby_names = 'nobody'");
    herd.onServer(machine, "select pg_reload_conf()");
    herd.awaitLooking("it is told", () -> happened("cannot_commit"));
    String hanging =
        "select count(*) from pg_stat_activity where usename = 'herd_monitor' and wait_event = 'SyncRep'";
    // However often it is looked at meanwhile.
    assertThat(Integer.parseInt(herd.onServer(machine, hanging))).isBetween(1, 3);
    herd.onServer(machine, "alter system reset synchronous_standby_names");
    herd.onServer(machine, "select pg_reload_conf()");
    herd.awaitLooking("it is resolved", () -> resolved("cannot_commit"));
    assertThat(happened("postgres_down")).isFalse();
  }

  @Test
  void aVolumeThatRefusesWritesIsTold() throws Exception {
    Path probe = Path.of(machine.root(), "volume.look");
    herd.awaitLooking("it was written", () -> Files.exists(probe));
    Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("r--------"));
    herd.awaitLooking("it is told", () -> happened("volume_stuck"));
    Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rw-------"));
    herd.awaitLooking("it is resolved", () -> resolved("volume_stuck"));
  }

  @Test
  void whoeverIsOverItsLimitLosesWritingAfterTheGraceAndGetsItBack() throws Exception {
    URI mini = herd.provision("mini");
    run(mini, "create table rows as select generate_series(1, 12000) n");
    herd.awaitLooking("it is over", () -> happened("over_limit"));
    herd.awaitLooking("the customer is told", () -> notices("ticket", "over_limit"));
    assertThat(
            herd.books(
                "select body from control.notice n join control.incident i on i.id = incident_id"
                    + " where type = 'over_limit'"))
        .contains("the plan allows 10000", "the plan allows 1.00 GB")
        .containsPattern("Writing will be suspended on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
    herd.awaitLooking("writing is taken away", () -> refused(mini, "insert into rows values (0)"));
    assertThat(
            herd.books(
                "select count(*) > 0 from control.observation where facts ? 'writing_until'"))
        .isEqualTo("t");
    assertThat(one(mini, "select count(*) >= 12000 from rows")).isEqualTo("t");
    assertThat(refused(mini, "create table more (n int)")).isTrue();
    run(mini, "delete from rows where n > 5000");
    herd.awaitLooking("writing is given back", () -> writes(mini));
    herd.awaitLooking("it is over no more", () -> resolved("over_limit"));
    herd.await(
        "its grace is over",
        () ->
            herd.books("select count(*) from starter_tier.resource where over_since is not null")
                .equals("0"));
  }

  @Test
  void whatNoAttemptMendsGoesToTheCustomerAndToAHumanWhoseRetryMendsIt() throws Exception {
    Path conf = Path.of(machine.root(), "conf", "postgresql.conf");
    Path away = conf.resolveSibling("postgresql.conf.away");
    Files.move(conf, away);
    herd.provider().faults().killPostgres(machine.providerId());
    herd.awaitLooking(
        "a human is needed",
        () -> {
          herd.patienceIsOver();
          return notices("page", "postgres_down") && notices("ticket", "resource_unavailable");
        });
    assertThat(resolved("postgres_down")).isFalse();
    assertThat(
            herd.books(
                "select body from control.notice where kind = 'page' order by created_at desc"))
        .contains("Restart Postgres: failed", "Reboot the machine: done");
    Files.move(away, conf);
    String incident =
        herd.books(
            "select id from control.incident where type = 'postgres_down' and resolved_at is null");
    herd.operator("/operators/incidents/" + incident + "/retry");
    herd.awaitLooking("it is mended", () -> resolved("postgres_down"));
    assertThat(trail("postgres_down")).containsSubsequence("page", "retry", "attempt begun");
  }

  /** The clock is moved on for every attempt that has ended. */
  private static boolean notices(String kind, String type) throws SQLException {
    return !herd.books(
            "select count(*) from control.notice join control.incident i on i.id = incident_id"
                + " where kind = '%s' and type = '%s' and delivered_at is not null"
                    .formatted(kind, type))
        .equals("0");
  }

  /** Of what kinds the subjects were that somebody was told about since this test began. */
  private String kindsTold(String type, String notice) throws SQLException {
    return herd.books(
        "select string_agg(distinct s.kind, ',') from control.notice n join control.incident i on"
            + " i.id = incident_id join control.subject s on s.id = i.subject_id where n.kind ="
            + " '%s' and type = '%s' and n.created_at > '%s'".formatted(notice, type, since));
  }

  private String attempts(String type) throws SQLException {
    return herd.books(
        "select string_agg(detail, '; ') from control.incident_event e join control.incident i on"
            + " i.id = incident_id where what = 'attempt ended' and type = '%s' and at > '%s'"
                .formatted(type, since));
  }

  private boolean resolved(String type) throws SQLException {
    return count(type, "and resolved_at > '" + since + "'") > 0
        && count(type, "and resolved_at is null") == 0;
  }

  /** Opened, or opened again, since this test began. */
  private boolean happened(String type) throws SQLException {
    return trail(type).stream().anyMatch(what -> what.startsWith("opened"));
  }

  private static int count(String type, String more) throws SQLException {
    return Integer.parseInt(
        herd.books(
            "select count(*) from control.incident where type = '%s' %s".formatted(type, more)));
  }

  private List<String> trail(String type) throws SQLException {
    return List.of(
        herd.books(
                "select coalesce(string_agg(what, ',' order by e.id), '') from control.incident_event e"
                    + " join control.incident i on i.id = e.incident_id where type = '%s' and at > '%s'"
                        .formatted(type, since))
            .split(","));
  }

  private static void calm() throws Exception {
    herd.awaitLooking(
        "no incident is open",
        () ->
            herd.books("select count(*) from control.incident where resolved_at is null")
                    .equals("0")
                && herd.books(
                        "select count(*) from control.subject where kind in ('server', 'resource')"
                            + " and state <> 'AVAILABLE'")
                    .equals("0"));
  }

  private void tell(String what) {
    System.out.printf(
        "%s: %.1f s%n", what, Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0);
  }

  private boolean answers() {
    try {
      return value("select 1").equals("1");
    } catch (SQLException e) {
      return false;
    }
  }

  /** Herd's own looks come and go, and leave a place each time. */
  private static void useUp(List<Connection> held) throws SQLException {
    try {
      while (true) {
        held.add(Herd.connect(url));
      }
    } catch (SQLException e) {
      if (!"53300".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private static boolean writes(URI at) {
    try {
      run(at, "insert into rows values (0)");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean refused(URI at, String statement) {
    try {
      run(at, statement);
      return false;
    } catch (SQLException e) {
      return "42501".equals(e.getSQLState());
    }
  }

  private static Thread client(String query) {
    return Thread.ofVirtual()
        .start(() -> assertThatThrownBy(() -> sql(query)).isInstanceOf(SQLException.class));
  }

  private static void sql(String statement) throws SQLException {
    run(url, statement);
  }

  private static void run(URI at, String text) throws SQLException {
    try (Connection connection = Herd.connect(at);
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static String value(String query) throws SQLException {
    return one(url, query);
  }

  private static String one(URI at, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = Herd.connect(at);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values.getFirst();
  }
}
