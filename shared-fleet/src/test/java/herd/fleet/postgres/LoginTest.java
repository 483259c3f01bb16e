package herd.fleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.Outcome;
import herd.fleet.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoginTest {

  private static final Vantage HERE = Vantage.direct("here");
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final MonitorSecret SECRET = MonitorSecret.random();
  private static final Query ONE = Query.of("select 1");

  private static TestPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = new TestPostgres(Map.of());
    postgres.sql("create role monitor login password '" + SECRET.verifier(1) + "'");
    postgres.sql(
        "create role customer login password '" + ScramVerifier.of("seven elephants") + "'");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void aMonitorRoleLogsInWithoutTls() {
    Sighting seen = look(plain(), ONE);
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.OK);
    assertThat(seen.fresh()).isTrue();
    assertThat(seen.rows().getFirst().single()).contains("1");
  }

  @Test
  void aPinnedCertificateIsAcceptedAndUsed() {
    Sighting seen =
        look(
            tls(TlsTrust.certificate(postgres.certificate())),
            Query.of(
                "select version from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()"));
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.OK);
    assertThat(seen.rows().getFirst().single()).contains("TLSv1.3");
  }

  @Test
  void anotherCertificateThanThePinnedOneIsTlsBad() {
    Sighting seen = look(tls(TlsTrust.certificate(postgres.strangersCertificate())), ONE);
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.TLS_BAD);
  }

  @Test
  void anAuthorityIsTrustedForTheNamedServerOnly() {
    String pem = postgres.certificate();
    assertThat(look(tls(TlsTrust.authority(pem, "localhost")), ONE).outcome())
        .isEqualTo(Outcome.OK);
    Sighting other = look(tls(TlsTrust.authority(pem, "db-7.example")), ONE);
    assertThat(other.outcome()).as(other.detail()).isEqualTo(Outcome.TLS_BAD);
  }

  @Test
  void aCustomersVerifierWorksWithItsPassword() {
    PostgresTarget target =
        new PostgresTarget(
            "127.0.0.1",
            postgres.port(),
            "customer",
            Secret.password("seven elephants"),
            TlsTrust.none());
    assertThat(look(target, ONE).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void aWrongPasswordIsAuthRefusedAndNeverShown() {
    PostgresTarget target =
        new PostgresTarget(
            "127.0.0.1", postgres.port(), "customer", Secret.password("hunter2"), TlsTrust.none());
    Sighting seen = look(target, ONE);
    assertThat(seen.outcome()).isEqualTo(Outcome.AUTH_REFUSED);
    assertThat(seen.detail()).contains("28P01").doesNotContain("hunter2");
    assertThat(target.toString()).doesNotContain("hunter2");
  }

  @Test
  void anUnknownDatabaseIsAuthRefused() {
    Sighting seen = Login.fresh(HERE, plain(), "nowhere", List.of(ONE), LIMIT);
    assertThat(seen.outcome()).isEqualTo(Outcome.AUTH_REFUSED);
    assertThat(seen.detail()).contains("3D000");
  }

  @Test
  void aPortNobodyListensAtIsRefused() {
    PostgresTarget target =
        new PostgresTarget("127.0.0.1", 1, "monitor", SECRET.secret(), TlsTrust.none());
    assertThat(look(target, ONE).outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void aNameThatDoesNotResolveIsOurOwnBlindness() {
    PostgresTarget target =
        new PostgresTarget("nowhere.invalid", 1, "monitor", SECRET.secret(), TlsTrust.none());
    assertThat(look(target, ONE).outcome()).isEqualTo(Outcome.BLIND);
  }

  @Test
  void parametersAreNeverPartOfTheStatement() {
    Sighting seen =
        look(plain(), Query.of("select $1::text, $2::int4 + 1", "'; drop table x; --", "41"));
    assertThat(seen.rows().getFirst().values().getFirst())
        .containsExactly("'; drop table x; --", "42");
  }

  @Test
  void eachQueryStandsAloneSoOneErrorSparesTheRest() {
    Sighting seen =
        look(plain(), ONE, Query.of("select nothing_such()"), Query.of("select null, 2"));
    assertThat(seen.outcome()).isEqualTo(Outcome.OK);
    assertThat(seen.rows().get(1).error())
        .hasValueSatisfying(error -> assertThat(error).startsWith("42883"));
    assertThat(seen.rows().get(2).values().getFirst()).containsExactly(null, "2");
  }

  @Test
  void moreRowsThanWantedAreLeftAndSaidToBe() {
    Rows rows =
        look(plain(), new Query("select pg_catalog.generate_series(1, 50)", List.of(), 3))
            .rows()
            .getFirst();
    assertThat(rows.values()).hasSize(3);
    assertThat(rows.cut()).isTrue();
    assertThat(
            look(plain(), new Query("select pg_catalog.generate_series(1, 3)", List.of(), 3))
                .rows()
                .getFirst()
                .cut())
        .isFalse();
  }

  @Test
  void aRowTooLargeToReadIsLeftUnread() {
    Sighting seen = look(plain(), ONE, Query.of("select pg_catalog.repeat('x', 50000000)"), ONE);
    assertThat(seen.outcome()).isEqualTo(Outcome.OK);
    assertThat(seen.rows()).hasSize(3);
    assertThat(seen.rows().getFirst().single()).contains("1");
    assertThat(seen.rows().get(1).cut()).isTrue();
    assertThat(seen.rows().get(2).error()).isPresent();
  }

  @Test
  void aRolesOwnSettingsDoNotReachALook() {
    postgres.sql(
        "alter role monitor set search_path = evil; alter role monitor set statement_timeout = 0");
    Sighting seen =
        look(
            plain(),
            Query.of(
                "select current_setting('search_path'), current_setting('statement_timeout')"));
    assertThat(seen.rows().getFirst().values().getFirst()).containsExactly("", "7500ms");
    postgres.sql("alter role monitor reset all");
  }

  @Test
  void aSlowStatementEndsOnTheServerBeforeTheLookDoes() {
    Sighting seen =
        Login.fresh(
            HERE,
            plain(),
            "postgres",
            List.of(Query.of("select pg_catalog.pg_sleep(60)")),
            Duration.ofSeconds(6));
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.OK);
    assertThat(seen.rows().getFirst().error())
        .hasValueSatisfying(error -> assertThat(error).startsWith("57014"));
  }

  @Test
  void aTinyCommitIsSeenToCommit() {
    Sighting seen =
        Login.fresh(
            HERE, Look.of(plain(), "postgres", List.of(Query.of("select 7")), LIMIT).committing());
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.OK);
    assertThat(seen.rows())
        .singleElement()
        .satisfies(rows -> assertThat(rows.single()).contains("7"));
  }

  @Test
  void aCommitThatWaitsForAMissingStandbyIsCannotCommit() {
    postgres.sql("alter system set synchronous_standby_names = 'nobody'");
    postgres.sql("select pg_reload_conf()");
    try {
      TestPostgres.await(() -> postgres.sql("show synchronous_standby_names").equals("nobody"));
      Sighting seen =
          Login.fresh(
              HERE, Look.of(plain(), "postgres", List.of(), Duration.ofSeconds(3)).committing());
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.CANNOT_COMMIT);
      assertThat(look(plain(), ONE).outcome()).isEqualTo(Outcome.OK);
    } finally {
      postgres.sql("alter system reset synchronous_standby_names");
      postgres.sql("select pg_reload_conf()");
    }
  }

  /** Each that hangs keeps a connection of its role; a look after it says so at once. */
  @Test
  void noCommitIsAddedToOneThatHangs() {
    Look look =
        Look.of(plain(), "postgres", List.of(Query.of("select 7")), Duration.ofSeconds(4))
            .committingUnlessOneHangs();
    assertThat(Login.fresh(HERE, look).outcome()).isEqualTo(Outcome.OK);
    postgres.sql("alter system set synchronous_standby_names = 'nobody'");
    postgres.sql("select pg_reload_conf()");
    try {
      // The checkpointer tells everybody, some time after the setting is seen.
      TestPostgres.await(() -> Login.fresh(HERE, look).outcome() == Outcome.CANNOT_COMMIT);
      TestPostgres.await(() -> {
        Sighting seen = Login.fresh(HERE, look);
        return seen.outcome() == Outcome.CANNOT_COMMIT
            && seen.detail().equals("commit: those of earlier looks hang")
            && seen.rows().getFirst().single().equals(Optional.of("7"));
      });
      String hanging =
          "select count(*) from pg_stat_activity where usename = 'monitor' and state = 'active'";
      String before = postgres.sql(hanging);
      Login.fresh(HERE, look);
      assertThat(postgres.sql(hanging)).isEqualTo(before);
    } finally {
      postgres.sql("alter system reset synchronous_standby_names");
      postgres.sql("select pg_reload_conf()");
    }
    TestPostgres.await(() -> Login.fresh(HERE, look).outcome() == Outcome.OK);
  }

  @Test
  void aFrozenPostmasterTimesOut() {
    TestPostgres.signal("STOP", postgres.pid());
    try {
      Sighting seen = Login.fresh(HERE, plain(), "postgres", List.of(ONE), SHORT);
      assertThat(seen.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(seen.took()).isGreaterThanOrEqualTo(SHORT);
    } finally {
      TestPostgres.signal("CONT", postgres.pid());
    }
  }

  @Test
  void aServerWithoutAFreeSlotIsFull() {
    postgres.sql("alter role monitor connection limit 0");
    try {
      Sighting seen = look(plain(), ONE);
      assertThat(seen.outcome()).isEqualTo(Outcome.FULL);
      assertThat(seen.detail()).contains("53300");
    } finally {
      postgres.sql("alter role monitor connection limit -1");
    }
  }

  @Test
  void aBackendKilledInTheMiddleIsReset() throws Exception {
    List<Sighting> seen = new ArrayList<>();
    Thread looker =
        Thread.ofVirtual()
            .start(() -> seen.add(look(plain(), Query.of("select pg_catalog.pg_sleep(30.5)"))));
    TestPostgres.await(() -> !sleeper("30.5").isEmpty());
    postgres.sql("select pg_terminate_backend(" + sleeper("30.5") + ")");
    looker.join();
    assertThat(seen.getFirst().outcome()).as(seen.getFirst().detail()).isEqualTo(Outcome.RESET);
  }

  @Test
  void anInterruptedLookIsBlindAndLeavesNothingBehind() throws Exception {
    List<Sighting> seen = new ArrayList<>();
    Thread looker =
        Thread.ofVirtual()
            .start(() -> seen.add(look(plain(), Query.of("select pg_catalog.pg_sleep(5.5)"))));
    TestPostgres.await(() -> !sleeper("5.5").isEmpty());
    looker.interrupt();
    looker.join();
    assertThat(seen.getFirst().outcome()).isEqualTo(Outcome.BLIND);
    assertThat(seen.getFirst().outcome().speaksForDown()).isFalse();
  }

  private static String sleeper(String seconds) {
    return postgres.sql(
        "select pid from pg_stat_activity where state = 'active' and query like 'select pg_catalog.pg_sleep("
            + seconds
            + ")'");
  }

  private static Sighting look(PostgresTarget target, Query... queries) {
    return Login.fresh(HERE, target, "postgres", List.of(queries), LIMIT);
  }

  private static PostgresTarget plain() {
    return tls(TlsTrust.none());
  }

  private static PostgresTarget tls(TlsTrust trust) {
    return new PostgresTarget("127.0.0.1", postgres.port(), "monitor", SECRET.secret(), trust);
  }
}
