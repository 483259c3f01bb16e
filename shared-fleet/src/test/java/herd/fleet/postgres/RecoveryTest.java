package herd.fleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.Outcome;
import herd.fleet.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks at servers that are there and cannot serve, or not yet. */
class RecoveryTest {

  private static final Vantage HERE = Vantage.direct("here");
  private static final MonitorSecret SECRET = MonitorSecret.random();

  private TestPostgres postgres;

  @BeforeEach
  void start() {
    postgres = new TestPostgres(Map.of("max_connections", "6", "max_wal_senders", "0"));
    postgres.sql("create role monitor login password '" + SECRET.verifier(1) + "'");
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void aServerThatLetsNobodyInForNowIsStarting() {
    try (KeptSessions<String> kept = new KeptSessions<>(9, LoginRate.unlimited(), key -> {})) {
      assertThat(kept.look("a", HERE, ask()).outcome()).isEqualTo(Outcome.OK);
      TestPostgres.signal("TERM", postgres.pid());
      TestPostgres.await(() -> look().outcome() == Outcome.STARTING);
      assertThat(look().detail()).contains("57P03", "shutting down");
    }
  }

  @Test
  void aStandbyAnswersAndCannotCommit() {
    postgres.stop();
    postgres.startAsStandby();
    Sighting seen = Login.fresh(HERE, ask().committing());
    assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.CANNOT_COMMIT);
    assertThat(seen.rows().getFirst().single()).contains("t");
    assertThat(seen.detail()).contains("recovery");
  }

  @Test
  void aServerWhoseSlotsAreAllTakenIsFull() {
    try (KeptSessions<Integer> kept = new KeptSessions<>(20, LoginRate.unlimited(), key -> {})) {
      for (int slot = 0; slot < 3; slot++) {
        assertThat(kept.look(slot, HERE, ask()).outcome()).isEqualTo(Outcome.OK);
      }
      Sighting seen = look();
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.FULL);
      assertThat(seen.detail()).contains("53300");
    }
  }

  @Test
  void aStoppedServerIsRefused() {
    postgres.stop();
    assertThat(look().outcome()).isEqualTo(Outcome.REFUSED);
  }

  private Sighting look() {
    return Login.fresh(HERE, ask());
  }

  private Look ask() {
    PostgresTarget target =
        new PostgresTarget(
            "127.0.0.1", postgres.port(), "monitor", SECRET.secret(), TlsTrust.none());
    return Look.of(
        target,
        "postgres",
        List.of(Query.of("select pg_catalog.pg_is_in_recovery()")),
        Duration.ofSeconds(10));
  }
}
