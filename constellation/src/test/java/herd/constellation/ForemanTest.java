package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import herd.controlplane.Schema;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.ssh.SshIdentity;
import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every process type of every service as a process of its own, as the README says for foreman. */
final class ForemanTest {
  private static final Duration READY = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofMinutes(1);
  private static final int SERVERS = 100;
  private static final List<String> ROLES =
      List.of("herd_starter_tier", "herd_production_tier", "herd_admin", "herd_front_door");

  private final SshIdentity identity = SshIdentity.generate();
  private final int base = PortRange.free(2_400).first();
  private final PortRange serverPorts = new PortRange(base + 2_200, SERVERS);
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("herd-foreman-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void removeServersAndFolder() throws IOException {
    if (Files.exists(servers())) {
      LocalProvider provider =
          new LocalProvider(
              servers(),
              Binaries.find(System.getenv()),
              serverPorts,
              RunAs.here(System.getenv()),
              identity.publicLine());
      provider.list().forEach(machine -> provider.destroy(machine.providerId()));
    }
    assertThat(Processes.inside(folder)).isEmpty();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void theWholeComesUpServesAProvisionAndEndsOnCtrlC() throws Exception {
    assumeTrue(Foreman.isInstalled(), "foreman is not installed (package ruby-foreman)");
    assumeTrue(
        rooms().allMatch(ForemanTest::isBuilt), "there are no jars yet: they come with verify");
    Map<String, String> machine = Sshd.found();
    try (LocalPostgres control = LocalPostgres.temporary(Map.of("max_connections", "100"))) {
      Map<String, String> variables = ExampleEnvironment.filled(places(control));
      prepare(control, variables);
      Foreman foreman = new Foreman(folder, variables, machine, base);
      for (ServiceDefinition service : Part.SERVICES) {
        for (ProcessType type : service.processTypes()) {
          if (type instanceof ProcessType.Release) {
            foreman.run(service.name() + "-" + type.name());
          }
        }
      }
      Process marketplace = foreman.startMarketplace(base);
      Process running = foreman.start();
      try {
        servesAndEnds(foreman, running, variables);
      } finally {
        running.children().forEach(ProcessHandle::destroyForcibly);
        running.destroyForcibly().waitFor(END);
        marketplace.destroyForcibly().waitFor(END);
      }
    }
  }

  private void servesAndEnds(Foreman foreman, Process running, Map<String, String> variables)
      throws Exception {
    answers(url(2000), running, foreman);
    answers(url(100), running, foreman);
    answers(url(900), running, foreman);
    Customer customer =
        new Customer(
            Map.of(
                "HEROKU_HOST",
                url(0),
                "HEROKU_API_KEY",
                variables.getOrDefault("HERD_MARKETPLACE_CUSTOMERS", "").split("=", 2)[1]));
    customer.order();
    assertThat(customer.sql("SELECT 42")).isEqualTo("42");
    List<ProcessHandle> children = running.children().toList();
    long declared =
        Part.SERVICES.stream().mapToLong(service -> service.everythingThatStays().size()).sum();
    assertThat(children).as("a process for each").hasSize((int) declared);

    Foreman.interrupt(running);
    assertThat(running.waitFor(END)).as("foreman ends").isTrue();
    assertThat(children).as("processes that are left").noneMatch(ProcessHandle::isAlive);
    assertThat(Files.readString(foreman.log()))
        .doesNotContain("sending SIGKILL")
        .contains("finished=true")
        .doesNotContain("finished=false")
        .as("every service writes its log")
        .doesNotContain("SLF4J(W)");
    assertThat(customer.answers()).as("services that end stop nobody's database").isTrue();
  }

  private static void answers(String url, Process running, Foreman foreman) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      Await.until(
          url + " answers",
          READY,
          () -> {
            assertThat(running.isAlive()).as("%s", foreman.log()).isTrue();
            return isWell(http, url);
          });
    }
  }

  private static boolean isWell(HttpClient http, String url) {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(url + "/health")).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it is still starting
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Where things are on this machine; everything else is the example's. */
  private Map<String, String> places(LocalPostgres control) throws IOException {
    Path key = Files.write(folder.resolve("ssh-key"), identity.privateKey());
    int first = serverPorts.first();
    return Map.of(
        "HERD_CONTROL_URL", control.jdbcUrl("postgres"),
        "HERD_STARTER_URL", url(100),
        "HERD_PRODUCTION_URL", url(900),
        "HERD_URL", url(2000),
        "HERD_MARKETPLACE_API_URL", url(0),
        "HERD_MARKETPLACE_ID_URL", url(0),
        "HERD_LOCAL_FOLDER", servers().toString(),
        "HERD_LOCAL_PORTS", first + "-" + (first + SERVERS - 1),
        "HERD_SSH_KEY_FILE", key.toString(),
        "JDK_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 "
                + ExampleEnvironment.read().getOrDefault("JDK_JAVA_OPTIONS", ""));
  }

  /** As docker/passwords.sh does. */
  private static void prepare(LocalPostgres control, Map<String, String> variables)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                control.jdbcUrl("postgres"), LocalPostgres.SUPERUSER, control.password());
        Statement sql = connection.createStatement()) {
      sql.execute(Schema.bootstrap());
      sql.execute(
          "ALTER ROLE herd_control PASSWORD '%s'"
              .formatted(variables.getOrDefault("HERD_CONTROL_OWNER_PASSWORD", "")));
      for (String role : ROLES) {
        sql.execute(
            "ALTER ROLE %s PASSWORD '%s'"
                .formatted(role, variables.getOrDefault("HERD_CONTROL_PASSWORD", "")));
      }
    }
  }

  private static Stream<String> rooms() {
    return Stream.concat(
        Part.SERVICES.stream().map(ServiceDefinition::room), Stream.of("marketplace-simulator"));
  }

  private static boolean isBuilt(String room) {
    return Files.exists(Path.of("..", room, "target", room + ".jar"));
  }

  private Path servers() {
    return folder.resolve("servers");
  }

  private String url(int above) {
    return "http://127.0.0.1:" + (base + above);
  }
}
