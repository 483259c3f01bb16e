package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The control plane comes back from a backup that is older than what the servers know. */
class RestoredControlPlaneTest {

  private static Herd herd;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void itTakesItsTokensAboveWhatTheServersFencesHoldAndThenMendsThem() throws Exception {
    URI url = herd.provision("essential-0");
    Machine machine = herd.provider().list().getFirst();
    Path fence = Path.of(machine.root(), "fence");
    String server = herd.books("select id from control.subject where kind = 'server'");
    // As an earlier restore had left it, of which this backup knows nothing.
    Files.writeString(
        fence.resolve(server + ".fence"), "%12d %20d %12d %20d\n".formatted(7, 99, 7, 98));
    herd.books("select control.restored()");
    herd.provider().faults().killPostgres(machine.providerId());

    herd.await(
        "Postgres is started again by a token that is higher",
        () ->
            herd.books(
                    "select count(*) from control.act where ok and token like '8.%' and"
                        + " subject_id in (select id from control.incident)")
                .matches("[1-9].*"));
    herd.await(
        "every fence was read",
        () -> herd.books("select observing from control.generation").equals("f"));
    herd.await(
        "no incident is open",
        () ->
            herd.books("select count(*) from control.incident where resolved_at is null")
                .equals("0"));
    try (Connection connection = Herd.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select 42")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
    assertThat(Files.readString(fence.resolve(server + ".fence"))).matches("(?s) +8 .*");
  }
}
