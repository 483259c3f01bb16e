package herd.fleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.Outcome;
import herd.fleet.Vantage;
import herd.fleet.relay.SocksRelay;
import herd.fleet.standin.Manner;
import herd.fleet.standin.StandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real servers do too rarely to be waited for. */
class MisbehaviourTest {

  private static final Vantage HERE = Vantage.direct("here");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final MonitorSecret SECRET = MonitorSecret.random();

  @ParameterizedTest
  @CsvSource({
    "ANSWERS, OK",
    "STARTS, STARTING",
    "HANGS_UP, RESET",
    "IMPOSTOR, AUTH_REFUSED",
    "TRUSTS, AUTH_REFUSED",
    "ASKS_FOR_THE_PASSWORD, AUTH_REFUSED",
    "IS_NO_POSTGRES, AUTH_REFUSED"
  })
  void eachMannerHasItsOutcome(Manner manner, Outcome outcome) throws IOException {
    try (StandIn standIn = standIn(manner)) {
      Sighting seen = Login.fresh(HERE, look(standIn, LIMIT));
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(outcome);
      TestPostgres.await(() -> standIn.clients() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"HANGS", "DRIPS", "HANGS_IN_QUERIES"})
  void theLimitHoldsHoweverTheServerStalls(Manner manner) throws IOException {
    try (StandIn standIn = standIn(manner)) {
      Sighting seen = Login.fresh(HERE, look(standIn, SHORT));
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.TIMED_OUT);
      TestPostgres.await(() -> standIn.clients() == 0);
    }
  }

  @Test
  void aServerThatNeverAnswersTheQueryBeforeTheCommitIsSilentAndNotStuck() throws IOException {
    try (StandIn standIn = standIn(Manner.HANGS_IN_QUERIES)) {
      Sighting seen = Login.fresh(HERE, look(standIn, SHORT).committing());
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.TIMED_OUT);
    }
  }

  @Test
  void aServerWithoutTlsIsTlsBadWhenACertificateIsPinned() throws IOException {
    try (StandIn standIn = standIn(Manner.ANSWERS)) {
      PostgresTarget target =
          new PostgresTarget(
              "127.0.0.1",
              standIn.port(),
              "monitor",
              SECRET.secret(),
              TlsTrust.certificate("none"));
      Sighting seen = Login.fresh(HERE, Look.of(target, "postgres", List.of(), LIMIT));
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.TLS_BAD);
    }
  }

  @Test
  void aStretchedPasswordIsNotProvenToAServerThatAsksForOneRound() throws IOException {
    try (StandIn standIn = standIn(Manner.ANSWERS)) {
      PostgresTarget target =
          new PostgresTarget(
              "127.0.0.1",
              standIn.port(),
              "monitor",
              Secret.password(SECRET.text()),
              TlsTrust.none());
      Sighting seen = Login.fresh(HERE, Look.of(target, "postgres", List.of(), LIMIT));
      assertThat(seen.outcome()).as(seen.detail()).isEqualTo(Outcome.AUTH_REFUSED);
    }
  }

  @Test
  void aCutVantageTimesOutAndSeesAgainAfterTheMend() throws IOException {
    try (StandIn standIn = standIn(Manner.ANSWERS);
        SocksRelay relay = SocksRelay.on(0);
        KeptSessions<String> kept = new KeptSessions<>(9, LoginRate.unlimited(), key -> {})) {
      Vantage zone = new Vantage("zone-a", relay.egress());
      assertThat(kept.look("a", zone, look(standIn, LIMIT)).outcome()).isEqualTo(Outcome.OK);
      relay.cut();
      assertThat(kept.look("a", zone, look(standIn, SHORT)).outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(kept.look("a", zone, look(standIn, SHORT)).outcome()).isEqualTo(Outcome.TIMED_OUT);
      relay.mend();
      assertThat(kept.look("a", zone, look(standIn, LIMIT)).outcome()).isEqualTo(Outcome.OK);
    }
  }

  private static StandIn standIn(Manner manner) throws IOException {
    return StandIn.plain(0, address -> manner, SECRET.verifier(1), sql -> List.of("1"));
  }

  private static Look look(StandIn standIn, Duration limit) {
    PostgresTarget target =
        new PostgresTarget(
            "127.0.0.1", standIn.port(), "monitor", SECRET.secret(), TlsTrust.none());
    return Look.of(target, "postgres", List.of(Query.of("select 1")), limit);
  }
}
