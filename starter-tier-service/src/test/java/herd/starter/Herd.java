package herd.starter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import herd.controlplane.Schema;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.provider.Machine;
import herd.fleet.ssh.SshIdentity;
import herd.service.Choice;
import herd.service.Environment;
import herd.service.RunningService;
import herd.service.ServiceContext;
import herd.simulator.Customer;
import herd.simulator.Manifest;
import herd.simulator.Simulator;
import herd.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * The starter tier with everything around it that is real: a control-plane Postgres, the local
 * provider's machines, the marketplace, and workers at three vantages. Stopping it removes all.
 */
final class Herd {

  static final String TOKEN = "a-customer";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final LocalPostgres postgres;
  private final LocalProvider provider;
  private final Simulator market;
  private final Map<String, String> environment = new HashMap<>();
  private final List<RunningService> workers = new ArrayList<>();

  Herd(Map<String, String> more) throws Exception {
    folder = Files.createTempDirectory("herd-starter");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    postgres = LocalPostgres.temporary();
    open.push(postgres);
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(Schema.bootstrap());
      for (String role : List.of("herd_control", "herd_starter_tier")) {
        statement.execute("ALTER ROLE " + role + " PASSWORD 'test-only'");
      }
    }
    SshIdentity identity = SshIdentity.generate();
    Path key = Files.write(folder.resolve("ssh_key"), identity.privateKey());
    int firstPort = 20_000 + (int) (ProcessHandle.current().pid() % 200) * 100;
    provider =
        new LocalProvider(
            folder.resolve("servers"),
            Binaries.find(System.getenv()),
            new PortRange(firstPort, 100),
            RunAs.here(System.getenv()),
            identity.publicLine());
    int webPort = freePort();
    market =
        Simulator.start(
            SimulatorConfig.onLoopback(
                0,
                Optional.empty(),
                URI.create("http://127.0.0.1:" + webPort),
                new Manifest("heroku-postgresql", "addon-password", "salt", "client-secret"),
                List.of(new Customer("customer@example.com", TOKEN))));
    open.push(market);
    environment.putAll(
        Map.of(
            "HERD_CONTROL_URL",
            postgres.jdbcUrl("postgres"),
            "HERD_CONTROL_USER",
            "herd_starter_tier",
            "HERD_CONTROL_PASSWORD",
            "test-only",
            "HERD_CONTROL_OWNER_PASSWORD",
            "test-only",
            "HERD_STARTER_PORT",
            Integer.toString(webPort),
            "HERD_LOCAL_FOLDER",
            folder.resolve("servers").toString(),
            "HERD_LOCAL_PORTS",
            firstPort + "-" + (firstPort + 99),
            "HERD_SSH_KEY_FILE",
            key.toString(),
            "HERD_SECRET_KEY_FILE",
            folder.resolve("secret_key").toString(),
            "HERD_LAPTOP",
            "true"));
    environment.putAll(
        Map.of(
            "HERD_ADDON_PASSWORD", "addon-password",
            "HERD_ADDON_SSO_SALT", "salt",
            "HERD_ADDON_CLIENT_SECRET", "client-secret",
            "HERD_MARKETPLACE_API_URL", market.url().toString(),
            "HERD_SERVICE_TOKEN", "service-token",
            "HERD_ZONES", String.join(",", ZONES),
            "HERD_REGIONS", "us"));
    environment.putAll(more);
    start("home", "release");
    start("home", "web", "incident-resolver", "pool-keeper", "keeper");
    for (String zone : ZONES) {
      workers.add(start(zone, "server-feeler", "resource-feeler", "vantage-feeler"));
    }
    platform("POST", "/apps", "{\"name\":\"shop\"}");
  }

  private RunningService start(String vantage, String... types) throws Exception {
    Map<String, String> own = new HashMap<>(environment);
    own.put("HERD_VANTAGE", vantage);
    RunningService running =
        RunningService.start(
            new ServiceContext("starter-tier", new Environment(own)),
            Choice.parse(Main.DEFINITION, List.of(types)));
    open.push(running);
    return running;
  }

  LocalProvider provider() {
    return provider;
  }

  /** A call as the customer. */
  JsonNode platform(String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(market.url() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Accept", "application/vnd.heroku+json; version=3")
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(40))
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(
          "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
    }
    return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
  }

  /** Provisions a database and waits until the platform knows it is up; its URL. */
  URI provision(String plan) throws Exception {
    JsonNode addon =
        platform(
            "POST",
            "/apps/shop/addons",
            "{\"plan\":{\"name\":\"heroku-postgresql:%s\"}}".formatted(plan));
    String name = addon.path("name").asText();
    await(
        name + " is provisioned",
        () ->
            platform("GET", "/apps/shop/addons/" + name, "")
                .path("state")
                .asText()
                .equals("provisioned"));
    String var =
        platform("GET", "/apps/shop/addons/" + name, "").path("config_vars").path(0).asText();
    return URI.create(platform("GET", "/apps/shop/config-vars", "").path(var).asText());
  }

  /** A session as the customer has it. */
  static Connection connect(URI url) throws SQLException {
    String[] credentials = url.getUserInfo().split(":", 2);
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d%s?sslmode=require"
            .formatted(url.getHost(), url.getPort(), url.getPath()),
        credentials[0],
        credentials[1]);
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl("postgres"), LocalPostgres.SUPERUSER, postgres.password());
  }

  /** One value from the books. */
  String books(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /** Makes every server and resource due now, as an end-of-file on a session would. */
  void lookAtAll() throws SQLException {
    books(
        "with due as (update control.subject set due_at = clock_timestamp(), looked_by = null"
            + " where due_at is not null and kind in ('server', 'resource') returning kind)"
            + " select count(pg_notify('herd_due', kind)) from (select distinct kind from due) d");
  }

  /** SQL as the superuser on a machine of the fleet, where only its own account may do that. */
  String onServer(Machine machine, String sql) throws Exception {
    List<String> command = new ArrayList<>();
    RunAs.here(System.getenv())
        .user()
        .ifPresent(user ->
            command.addAll(
                List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "--")));
    command.addAll(
        List.of(Binaries.find(System.getenv()).postgres("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1"));
    command.addAll(List.of("-h", "/proc/self/cwd", "-U", "postgres", "-d", "postgres"));
    command.addAll(List.of("-p", Integer.toString(machine.postgresPort()), "-c", sql));
    Process psql =
        new ProcessBuilder(command)
            .directory(Path.of(machine.root(), "run").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (psql.waitFor() != 0) {
      throw new IOException("psql: " + said);
    }
    return said;
  }

  /** A wish of an operator's, as the admin service passes it on. */
  void operator(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(web() + path))
                .header("Authorization", "Bearer service-token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\":\"a rehearsal\",\"by\":\"ann\"}"))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IOException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
  }

  /** Where the service itself listens. */
  URI web() {
    return URI.create("http://127.0.0.1:" + environment.get("HERD_STARTER_PORT"));
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 90 s: " + what + trouble());
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private String trouble() throws SQLException {
    return "\n"
        + books(
            "select coalesce(string_agg(kind || ' ' || name || ' ' || state || ' ' ||"
                + " array_to_string(troubles, ','), chr(10)), '') from control.subject")
        + "\n"
        + books(
            "select coalesce(string_agg(act || ' ' || ok || ' ' || detail, chr(10)), '') from"
                + " (select * from control.act order by id desc limit 10) latest")
        + "\n"
        + books(
            "select coalesce(string_agg(at || ' ' || kind || ' ' || vantage || ' ' || outcome || ' '"
                + " || coalesce(facts::text, ''), chr(10)), '') from (select o.*, kind from"
                + " control.observation o join control.subject s on s.id = o.subject_id order by at"
                + " desc limit 12) latest");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  void stop() throws Exception {
    while (!open.isEmpty() && open.peek() instanceof RunningService running) {
      open.pop();
      running.close();
    }
    provider.list().forEach(machine -> provider.destroy(machine.providerId()));
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
