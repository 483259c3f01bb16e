package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.constellation.client.Marketplace.Addon;
import herd.constellation.client.Operators;
import herd.constellation.client.Operators.Subject;
import herd.constellation.client.Psql;
import herd.fleet.local.Binaries;
import herd.fleet.provider.Machine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real thing, in this process: what a customer gets, and what becomes of what breaks. */
final class ConstellationTest {
  private static final Duration MENDED = Duration.ofMinutes(2);

  /** Databases and roles of customers, counted. */
  private static final String TENANTS =
      """
      SELECT (SELECT count(*) FROM pg_database WHERE datname ~ '^d[0-9a-f]{32}$'),
             (SELECT count(*) FROM pg_roles WHERE rolname ~ '^u[0-9a-f]{32}$')
      """;

  private static Temporary up;
  private static Map<String, String> env;
  private static Operators operators;

  @BeforeAll
  static void start() throws Exception {
    up = Temporary.in(Files.createTempDirectory("herd-constellation-"), Sshd.found());
    up.start();
    env = EnvFile.read(up.folder().env());
    operators = new Operators(env);
  }

  @AfterAll
  static void stop() throws Exception {
    up.close();
    assertThat(Processes.inside(up.folder().databases())).isEmpty();
    assertThat(up.folder().root()).doesNotExist();
  }

  @Test
  void aDatabaseIsOrderedUsedBrokenMendedAndGivenBackWithoutATrace() throws Exception {
    Customer customer = new Customer(env);
    Addon addon = customer.order();
    customer.sql("CREATE TABLE elephants AS SELECT 'Nellie' AS name");
    Psql psql =
        new Psql(
            Path.of(Binaries.find(Sshd.found()).postgres("psql")),
            customer.marketplace.databaseUrl(customer.app));
    assertThat(psql.run("SELECT name FROM elephants")).isEqualTo(new Psql.Answer(true, "Nellie"));

    Subject server = serverOf(addon);
    new Rehearsal(up.folder(), Sshd.found()).damage("postgres", addon.name());
    Await.until("the kill is noticed", MENDED, () -> !operators.incidentsOf(server.id()).isEmpty());
    Await.until("mended", MENDED, () -> customer.answers() && isWell(server) && isWell(addon));
    assertThat(customer.sql("SELECT name FROM elephants")).isEqualTo("Nellie");
    assertThat(operators.incident(operators.incidentsOf(server.id()).getFirst()).path("trail"))
        .isNotEmpty();
    String vantages = "";
    for (String zone : List.of("zone-a", "zone-b", "zone-c")) {
      vantages += metrics(ports().signals(zone));
    }
    assertThat(vantages)
        .contains("herd_look_seconds{kind=\"server\",lane=\"ordinary\",quantile=\"0.99\"}")
        .contains("herd_think_seconds{kind=\"resource\",quantile=\"0.5\"}")
        .contains("herd_act_seconds{act=\"CREATE_MACHINE\",kind=\"server\",quantile=\"0.99\"}")
        .contains("herd_looks_total{kind=\"server\",outcome=\"ok\"}");
    assertThat(metrics(ports().starter()))
        .contains("herd_ring_age_beats{kind=\"server\",lane=\"ordinary\",which=\"p99\"}");

    customer.marketplace.destroyAddon(customer.app, addon.id());
    Await.until(
        "gone", MENDED, () -> state(addon.id()).equals("DESTROYED") && customer.isGone(addon));
    Inside inside =
        new Inside(
            new Rehearsal(up.folder(), Sshd.found()).provider(),
            new Secrets(up.folder().secrets()));
    assertThat(inside.sql(server.id(), TENANTS)).isEqualTo("0|0");
    assertThat(operators.openIncidentsOf(addon.id())).isZero();
    Await.until("no lease is left", MENDED, () -> operators.leases() == 0);
    customer.marketplace.destroyApp(customer.app);
  }

  @Test
  void aStandardDatabaseHasAServerOfItsOwnThatGoesWithIt() throws Exception {
    Customer customer = new Customer(env);
    Addon addon = customer.order("standard-0");
    customer.sql("CREATE TABLE elephants AS SELECT 'Nellie' AS name");
    Subject server = serverOf(addon);

    new Rehearsal(up.folder(), Sshd.found()).damage("postgres", addon.name());
    Await.until("the kill is noticed", MENDED, () -> !operators.incidentsOf(server.id()).isEmpty());
    Await.until("mended", MENDED, () -> customer.answers() && isWell(server) && isWell(addon));
    assertThat(customer.sql("SELECT name FROM elephants")).isEqualTo("Nellie");

    customer.marketplace.destroyAddon(customer.app, addon.id());
    Await.until("its server is gone", MENDED, () -> state(server.id()).equals("DESTROYED"));
    Await.until("it is gone", MENDED, () -> state(addon.id()).equals("DESTROYED"));
    assertThat(new Rehearsal(up.folder(), Sshd.found()).provider().list())
        .extracting(Machine::providerId)
        .doesNotContain(server.id());
    customer.marketplace.destroyApp(customer.app);
  }

  @Test
  void aVantageThatSeesNothingRaisesNoAlarmAboutDatabases() throws Exception {
    Customer customer = new Customer(env);
    Addon addon = customer.order();
    Rehearsal rehearsal = new Rehearsal(up.folder(), Sshd.found());
    rehearsal.cut("zone-b");
    Await.until("the blind vantage is known", MENDED, () -> everyVantage("zone-b", "BLIND"));
    assertThat(operators.incidentsOf(addon.id())).isEmpty();
    assertThat(state(addon.id())).isEqualTo("AVAILABLE");
    assertThat(customer.answers()).isTrue();
    assertThat(metrics(ports().starter()))
        .containsPattern("herd_open_incidents\\{[^}]*type=\"vantage_blind\"");
    rehearsal.mend("zone-b");
    Await.until("it sees again", MENDED, () -> everyVantage("zone-b", "SEEING"));
    customer.marketplace.destroyAddon(customer.app, addon.id());
    customer.marketplace.destroyApp(customer.app);
  }

  @Test
  void whatIsToBeBrokenMustBeThere() throws Exception {
    Rehearsal rehearsal = new Rehearsal(up.folder(), Sshd.found());
    assertThatThrownBy(() -> rehearsal.damage("postgres", "no-such-thing"))
        .hasMessageContaining("there is no add-on and no server no-such-thing");
    assertThatThrownBy(() -> rehearsal.damage("everything", "x"))
        .hasMessageContaining("postgres, ssh, server, freeze or disk");
    assertThatThrownBy(() -> rehearsal.cut("zone-z"))
        .hasMessageContaining("zone-a, zone-b, zone-c");
  }

  private static Ports ports() throws IOException {
    return new Ports(Integer.parseInt(Files.readString(up.folder().portBase()).strip()));
  }

  private static String metrics(int port) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static Subject serverOf(Addon addon) {
    return operators
        .find(addon.id())
        .flatMap(Subject::partOf)
        .flatMap(operators::find)
        .orElseThrow();
  }

  private static boolean isWell(Subject server) {
    return state(server.id()).equals("AVAILABLE") && operators.openIncidentsOf(server.id()) == 0;
  }

  private static boolean isWell(Addon addon) {
    return state(addon.id()).equals("AVAILABLE") && operators.openIncidentsOf(addon.id()) == 0;
  }

  /** Each tier has its own workers there. */
  private static boolean everyVantage(String name, String state) {
    return operators.living("vantage").stream()
        .filter(vantage -> vantage.name().equals(name))
        .allMatch(vantage -> vantage.state().equals(state));
  }

  private static String state(String id) {
    return operators.find(id).map(Subject::state).orElse("unknown");
  }
}
