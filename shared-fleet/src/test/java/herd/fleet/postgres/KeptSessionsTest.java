package herd.fleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.Outcome;
import herd.fleet.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeptSessionsTest {

  private static final Vantage HERE = Vantage.direct("here");
  private static final MonitorSecret SECRET = MonitorSecret.random();

  private static TestPostgres postgres;

  private final Queue<String> ended = new ConcurrentLinkedQueue<>();
  private final KeptSessions<String> kept =
      new KeptSessions<>(3, LoginRate.unlimited(), ended::add);

  @BeforeAll
  static void start() {
    postgres = new TestPostgres(Map.of());
    postgres.sql("create role monitor login password '" + SECRET.verifier(1) + "'");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @AfterEach
  void dropAll() {
    kept.close();
    TestPostgres.await(() -> backends().equals("0"));
  }

  @Test
  void theSecondLookUsesTheSessionOfTheFirst() {
    Sighting first = look("a");
    Sighting second = look("a");
    assertThat(first.fresh()).isTrue();
    assertThat(second.fresh()).isFalse();
    assertThat(second.rows()).isEqualTo(first.rows());
  }

  @Test
  void anEndOfFileOnAnIdleSessionIsToldAtOnce() {
    String pid = look("a").rows().getFirst().single().orElseThrow();
    TestPostgres.signal("KILL", Long.parseLong(pid));
    TestPostgres.await(() -> ended.contains("a"));
    assertThat(kept.size()).isZero();
    TestPostgres.await(() -> look("a").ok());
  }

  @Test
  void aSessionTerminatedByAnAdministratorIsToldAndReplaced() {
    String pid = look("a").rows().getFirst().single().orElseThrow();
    postgres.sql("select pg_terminate_backend(" + pid + ")");
    TestPostgres.await(() -> ended.contains("a"));
    assertThat(look("a").fresh()).isTrue();
  }

  @Test
  void aboveTheCapTheLeastRecentlyUsedGoes() {
    for (String key : List.of("a", "b", "c", "a", "d")) {
      assertThat(look(key).ok()).isTrue();
    }
    assertThat(kept.size()).isEqualTo(3);
    assertThat(look("a").fresh()).isFalse();
    assertThat(look("b").fresh()).isTrue();
    assertThat(ended).isEmpty();
  }

  @Test
  void aLookThatTimesOutDropsItsSession() {
    assertThat(look("a").ok()).isTrue();
    String pid = look("a").rows().getFirst().single().orElseThrow();
    TestPostgres.signal("STOP", Long.parseLong(pid));
    try {
      Sighting seen = kept.look("a", HERE, look(Duration.ofMillis(300)));
      assertThat(seen.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(kept.size()).isZero();
      assertThat(look("a").fresh()).isTrue();
    } finally {
      TestPostgres.signal("CONT", Long.parseLong(pid));
    }
  }

  @Test
  void aFrozenPostmasterIsSeenByAFreshLookOnly() {
    assertThat(look("a").ok()).isTrue();
    TestPostgres.signal("STOP", postgres.pid());
    try {
      assertThat(look("a").ok()).isTrue();
      Sighting seen = kept.fresh("a", HERE, look(Duration.ofMillis(300)));
      assertThat(seen.outcome()).isEqualTo(Outcome.TIMED_OUT);
    } finally {
      TestPostgres.signal("CONT", postgres.pid());
    }
  }

  @Test
  void anotherSecretOrDatabaseIsNeverServedByTheOldSession() {
    assertThat(look("a").ok()).isTrue();
    PostgresTarget wrong =
        new PostgresTarget(
            "127.0.0.1",
            postgres.port(),
            "monitor",
            MonitorSecret.random().secret(),
            TlsTrust.none());
    Sighting seen =
        kept.look("a", HERE, Look.of(wrong, "postgres", List.of(), Duration.ofSeconds(10)));
    assertThat(seen.outcome()).isEqualTo(Outcome.AUTH_REFUSED);
  }

  @Test
  void aKeptSessionCommitsToo() {
    assertThat(look("a").ok()).isTrue();
    Sighting seen = kept.look("a", HERE, look(Duration.ofSeconds(10)).committing());
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.OK);
    assertThat(seen.fresh()).isFalse();
    assertThat(seen.detail()).isEqualTo("committed");
  }

  @Test
  void withoutATurnALookIsBlind() {
    try (KeptSessions<String> slow = new KeptSessions<>(9, new LoginRate(0.001, 2), ended::add)) {
      assertThat(slow.look("a", HERE, look(Duration.ofSeconds(10))).ok()).isTrue();
      assertThat(slow.look("b", HERE, look(Duration.ofSeconds(2))).outcome())
          .isEqualTo(Outcome.BLIND);
      assertThat(slow.look("a", HERE, look(Duration.ofSeconds(10))).ok())
          .as("needs no turn")
          .isTrue();
      assertThat(slow.look("c", HERE, look(Duration.ofSeconds(10)).urgently()).ok()).isTrue();
    }
  }

  private Sighting look(String key) {
    return kept.look(key, HERE, look(Duration.ofSeconds(10)));
  }

  private static Look look(Duration limit) {
    PostgresTarget target =
        new PostgresTarget(
            "127.0.0.1",
            postgres.port(),
            "monitor",
            SECRET.secret(),
            TlsTrust.certificate(postgres.certificate()));
    return Look.of(
        target, "postgres", List.of(Query.of("select pg_catalog.pg_backend_pid()")), limit);
  }

  private static String backends() {
    return postgres.sql("select count(*) from pg_stat_activity where usename = 'monitor'");
  }
}
