package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
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
  private static OneAtATime lock;
  private static Map<String, String> env;
  private static Operators operators;

  @BeforeAll
  static void start() throws Exception {
    up = Temporary.in(Files.createTempDirectory("herd-constellation-"), Sshd.found());
    up.start();
    // As ./herd up does: by this the commands know that it is there.
    lock = OneAtATime.in(up.folder());
    env = EnvFile.read(up.folder().env());
    operators = new Operators(env);
  }

  @AfterAll
  static void stop() throws Exception {
    lock.close();
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
    assertThat(Command.run(up.folder(), "cut", "zone-b"))
        .isEqualTo(
            said("zone-b sees nothing any more; ./herd mend zone-b gives it its sight back"));
    Await.until("the blind vantage is known", MENDED, () -> everyVantage("zone-b", "BLIND"));
    assertThat(operators.incidentsOf(addon.id())).isEmpty();
    assertThat(state(addon.id())).isEqualTo("AVAILABLE");
    assertThat(customer.answers()).isTrue();
    assertThat(metrics(ports().starter()))
        .containsPattern("herd_open_incidents\\{[^}]*type=\"vantage_blind\"");
    assertThat(Command.run(up.folder(), "mend", "zone-b")).isEqualTo(said("zone-b sees again"));
    Await.until("it sees again", MENDED, () -> everyVantage("zone-b", "SEEING"));
    customer.marketplace.destroyAddon(customer.app, addon.id());
    customer.marketplace.destroyApp(customer.app);
  }

  @Test
  void whatACommandBreaksIsSeenAndIsWellAgainOnceItIsHealed() throws Exception {
    Customer customer = new Customer(env);
    Addon addon = customer.order();
    customer.sql("CREATE TABLE elephants AS SELECT 'Nellie' AS name");
    Subject server = serverOf(addon);
    Map<String, BooleanSupplier> seen = new LinkedHashMap<>();
    seen.put("ssh", () -> operators.openIncidentsOf(server.id()) > 0);
    seen.put("freeze", () -> !state(server.id()).equals("AVAILABLE"));
    seen.put("server", () -> !state(server.id()).equals("AVAILABLE"));
    seen.put("disk", () -> operators.openIncidentsOf(server.id()) > 0);
    Impatience looks = new Impatience(up.folder());
    for (Map.Entry<String, BooleanSupplier> fault : seen.entrySet()) {
      Command broken = Command.run(up.folder(), "break", fault.getKey(), addon.name());
      assertThat(broken.status()).isZero();
      assertThat(broken.said())
          .startsWith(server.name() + ": ")
          .contains("; ./herd heal " + server.name() + " undoes it");
      looks.until(fault.getKey() + " is seen", MENDED, fault.getValue());
      assertThat(Command.run(up.folder(), "heal", server.name()))
          .isEqualTo(said(server.name() + ": as it was; a dead Postgres is Herd's to mend"));
      looks.until(
          fault.getKey() + " is over",
          MENDED,
          () -> customer.answers() && isWell(server) && isWell(addon));
    }
    assertThat(customer.sql("SELECT name FROM elephants")).isEqualTo("Nellie");
    customer.marketplace.destroyAddon(customer.app, addon.id());
    customer.marketplace.destroyApp(customer.app);
  }

  @Test
  void theDemoTellsItsStoryOnWhatIsUp() throws Exception {
    Command demo = Command.run(up.folder(), "demo");
    assertThat(demo.said())
        .containsSubsequence(
            "is provisioned",
            "one row is stored in table elephants",
            "Postgres was killed, with kill -9; mending it is Herd's work",
            "What Herd saw and did",
            "UNAVAILABLE",
            "AVAILABLE",
            "psql again: the row is there (Nellie)",
            "destroyed: no database, no role",
            "Try next");
    assertThat(demo.status()).isZero();
  }

  @Test
  void aCommandThatCannotBeDoneSaysWhyAndWhatThereIs() throws Exception {
    refused(
        64,
        "there is no add-on and no server no-such-thing; servers: ",
        "break",
        "ssh",
        "no-such-thing");
    refused(64, "there is no add-on and no server no-such-thing", "heal", "no-such-thing");
    refused(64, "postgres, ssh, server, freeze or disk", "break", "everything", "x");
    refused(64, "name a target", "break", "disk");
    refused(64, "name a fault", "break");
    refused(64, "there are zone-a, zone-b, zone-c", "cut", "zone-z");
    refused(64, "zone-b is one word too many", "mend", "zone-a", "zone-b");
    refused(64, "there is no command explode; ./herd help lists them", "explode");
    refused(64, "there is no option --loudly", "mend", "zone-a", "--loudly");
  }

  private static void refused(int status, String why, String... words) throws Exception {
    Command command = Command.run(up.folder(), words);
    assertThat(command.said()).startsWith("herd: ").contains(why).hasLineCount(1);
    assertThat(command.status()).as(command.said()).isEqualTo(status);
  }

  private static Command said(String line) {
    return new Command(0, line + "\n");
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
