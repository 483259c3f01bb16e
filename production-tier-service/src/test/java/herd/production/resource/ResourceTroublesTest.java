package herd.production.resource;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The incidents of a standard database, rehearsed: each is brought about on its real server. */
class ResourceTroublesTest {

  private static LivingTier herd;
  private static URI url;
  private static Machine machine;

  @BeforeAll
  static void start() throws Exception {
    herd = new LivingTier(Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of());
    url = herd.provision("standard-0");
    machine =
        herd.provider()
            .describe(
                herd.books(
                    "select s.provider_id from production_tier.placement p"
                        + " join production_tier.server s on s.id = p.server_id"))
            .orElseThrow();
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aDatabaseThatAnswersAndCannotCommitIsSeenAndOverWithItsFirstCommit() throws Exception {
    // It waits for a standby that is not there, as one does that was set by hand.
    herd.onServer(machine, "alter system set synchronous_standby_names = 'nobody'");
    herd.onServer(machine, "select pg_reload_conf()");
    herd.awaitLooking("old logs are removed in vain", () -> waits("cannot_commit"));
    herd.onServer(machine, "alter system reset synchronous_standby_names");
    herd.onServer(machine, "select pg_reload_conf()");
    herd.awaitLooking("it commits again", () -> resolved("cannot_commit"));
  }

  @Test
  void aCustomerWhoTakesAllConnectionsIsToldAndLosesNoneThatIsNew() throws Exception {
    List<Connection> held = new ArrayList<>();
    try {
      herd.awaitLooking(
          "idle sessions were looked for",
          () -> {
            takeAll(held);
            return waits("connections_exhausted");
          });
      assertThat(trail("connections_exhausted")).contains("0 idle sessions ended");
    } finally {
      for (Connection one : held) {
        one.close();
      }
    }
    herd.awaitLooking("some are free", () -> resolved("connections_exhausted"));
  }

  @Test
  void aDatabaseThatRunsOutOfTransactionNumbersIsVacuumed() throws Exception {
    herd.onServer(machine, "alter system set autovacuum = off");
    herd.onServer(machine, "select pg_reload_conf()"); // or it may come first
    // A thousand million transactions would take a day; the catalog says when rows were frozen.
    herd.onServer(
        machine,
        "update pg_database set datfrozenxid = ((txid_current() + 4294967296 - 1100000000)"
            + " %% 4294967296)::text::xid where datname = '%s'"
                .formatted(url.getPath().substring(1)));
    herd.awaitLooking("it is vacuumed", () -> resolved("transaction_wraparound"));
    assertThat(trail("transaction_wraparound")).contains("Vacuum the database: done");
    herd.onServer(machine, "alter system reset autovacuum");
    herd.onServer(machine, "select pg_reload_conf()");
  }

  @Test
  void aVolumeThatIsNearlyFullIsToldToItsCustomerOnceItsServerNeedsAHuman() throws Exception {
    herd.provider().faults().fillDisk(machine.providerId());
    herd.awaitLooking("the customer is told", () -> toldAfterPatience("volume_nearly_full"));
    assertThat(notices("volume_nearly_full", "page")).as("the server's page is enough").isFalse();
    herd.provider().faults().heal(machine.providerId());
    herd.awaitLooking("there is room again", () -> resolved("volume_nearly_full"));
  }

  @Test
  void aLeaderThatCannotBeStartedIsToldToItsCustomer() throws Exception {
    Path conf = Path.of(machine.root(), "conf", "postgresql.conf");
    Path away = conf.resolveSibling("postgresql.conf.away");
    Files.move(conf, away);
    herd.provider().faults().killPostgres(machine.providerId());
    herd.awaitLooking(
        "the customer is told, and a human called",
        () -> toldAfterPatience("leader_unavailable") && notices("postgres_down", "page"));
    Files.move(away, conf);
    String down =
        herd.books(
            "select id from control.incident where type = 'postgres_down' and resolved_at is null");
    herd.operator("/operators/incidents/" + down + "/retry");
    herd.awaitLooking("it leads again", () -> resolved("leader_unavailable"));
  }

  private static boolean toldAfterPatience(String type) throws SQLException {
    herd.patienceIsOver();
    return notices(type, "ticket");
  }

  private static boolean notices(String type, String kind) throws SQLException {
    return !herd.books(
            "select count(*) from control.notice n join control.incident i on i.id = incident_id"
                + " where kind = '%s' and type = '%s' and delivered_at is not null"
                    .formatted(kind, type))
        .equals("0");
  }

  private static void takeAll(List<Connection> held) {
    try {
      while (held.size() < 1000) {
        held.add(LivingTier.connect(url));
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("53300");
    }
  }

  /** All was tried once, and the next look judges. */
  private static boolean waits(String type) throws SQLException {
    return trail(type).contains("attempt ended");
  }

  private static boolean resolved(String type) throws SQLException {
    return herd.books(
            "select count(*) > 0 and bool_and(resolved_at is not null) from control.incident"
                + " where type = '%s'".formatted(type))
        .equals("t");
  }

  private static String trail(String type) throws SQLException {
    return herd.books(
        "select coalesce(string_agg(what || ': ' || detail, '; ' order by e.id), '')"
            + " from control.incident_event e join control.incident i on i.id = e.incident_id"
            + " where type = '%s'".formatted(type));
  }
}
