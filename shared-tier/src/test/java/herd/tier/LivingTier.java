package herd.tier;

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
import herd.service.ServiceDefinition;
import herd.simulator.Customer;
import herd.simulator.Manifest;
import herd.simulator.Simulator;
import herd.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
 * A tier's service with everything around it that is real: a control-plane Postgres, the local
 * provider's machines, the marketplace, and workers at three vantages. Stopping it removes all.
 */
public class LivingTier {

  public static final String TOKEN = "a-customer";
  private static final int SERVER_PORTS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ServiceDefinition service;
  private final URI web;
  private final Path folder;
  private final SuperuserBooks books;
  private final LocalProvider provider;
  private final SimulatorConfig marketplace;
  private Simulator market;
  private final Map<String, String> environment = new HashMap<>();
  private final List<RunningService> feelers = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param portVariable names the variable that holds the port of its web process
   * @param more variables beside the usual ones
   */
  public LivingTier(ServiceDefinition service, String portVariable, Map<String, String> more)
      throws Exception {
    this.service = service;
    String role = "herd_" + service.name().replace('-', '_');
    folder = Files.createTempDirectory("herd-tier");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    LocalPostgres postgres = LocalPostgres.temporary();
    open.push(postgres);
    books = new SuperuserBooks(postgres);
    books.run(Schema.bootstrap());
    for (String login : List.of("herd_control", role)) {
      books.run("ALTER ROLE " + login + " PASSWORD 'test-only'");
    }
    SshIdentity identity = SshIdentity.generate();
    Path key = Files.write(folder.resolve("ssh_key"), identity.privateKey());
    int webPort = PortRange.free(SERVER_PORTS + 2).first();
    int firstPort = webPort + 2;
    provider =
        new LocalProvider(
            folder.resolve("servers"),
            Binaries.find(System.getenv()),
            new PortRange(firstPort, SERVER_PORTS),
            RunAs.here(System.getenv()),
            identity.publicLine());
    marketplace =
        SimulatorConfig.onLoopback(
            webPort + 1,
            Optional.of(folder.resolve("marketplace")),
            URI.create("http://127.0.0.1:" + webPort),
            new Manifest("heroku-postgresql", "addon-password", "salt", "client-secret"),
            List.of(new Customer("customer@example.com", TOKEN)));
    market = Simulator.start(marketplace);
    open.push(this::stopMarketplace);
    environment.putAll(
        Map.of(
            "HERD_CONTROL_URL",
            postgres.jdbcUrl("postgres"),
            "HERD_CONTROL_USER",
            role,
            "HERD_CONTROL_PASSWORD",
            "test-only",
            "HERD_CONTROL_OWNER_PASSWORD",
            "test-only",
            portVariable,
            Integer.toString(webPort),
            "HERD_LOCAL_FOLDER",
            folder.resolve("servers").toString(),
            "HERD_LOCAL_PORTS",
            firstPort + "-" + (firstPort + SERVER_PORTS - 1),
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
    web = URI.create("http://127.0.0.1:" + webPort);
    start("home", "release");
    start("home", "web", "incident-resolver", "pool-keeper", "keeper");
    startFeelers();
    platform("POST", "/apps", "{\"name\":\"shop\"}");
  }

  private String[] feelerTypes() {
    return service.processTypes().stream()
        .map(type -> type.name())
        .filter(name -> name.endsWith("-feeler"))
        .toArray(String[]::new);
  }

  /** Feelers at every vantage, in this process. */
  public final void startFeelers() throws Exception {
    for (String zone : ZONES) {
      feelers.add(start(zone, feelerTypes()));
    }
  }

  public void stopFeelers() {
    for (RunningService feeler : feelers) {
      feeler.close();
      open.remove(feeler);
    }
    feelers.clear();
  }

  /** Process types in a process of their own, which a test may kill. */
  public Process process(Class<?> main, String vantage, String... types) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx96m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(types));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("process.log").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HERD_VANTAGE", vantage);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private RunningService start(String vantage, String... types) throws Exception {
    Map<String, String> own = new HashMap<>(environment);
    own.put("HERD_VANTAGE", vantage);
    RunningService running =
        RunningService.start(
            new ServiceContext(service.name(), new Environment(own)),
            Choice.parse(service, List.of(types)));
    open.push(running);
    return running;
  }

  /** Nothing listens where the platform was, until it is started again. */
  public final void stopMarketplace() {
    market.close();
  }

  /** It is there again, and knows what it knew. */
  public void startMarketplace() {
    market = Simulator.start(marketplace);
  }

  public LocalProvider provider() {
    return provider;
  }

  /** A call as the customer. */
  public final JsonNode platform(String method, String path, String body) throws Exception {
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
  public URI provision(String plan) throws Exception {
    return provision(plan, Map.of());
  }

  /** The same with what the customer gave after {@code --}. */
  public URI provision(String plan, Map<String, String> options) throws Exception {
    JsonNode addon =
        platform(
            "POST",
            "/apps/shop/addons",
            JSON.writeValueAsString(
                Map.of("plan", Map.of("name", "heroku-postgresql:" + plan), "config", options)));
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
  public static Connection connect(URI url) throws SQLException {
    String[] credentials = url.getUserInfo().split(":", 2);
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d%s?sslmode=require"
            .formatted(url.getHost(), url.getPort(), url.getPath()),
        credentials[0],
        credentials[1]);
  }

  /** One value from the books. */
  public String books(String sql) throws SQLException {
    return books.value(sql);
  }

  /** Changes the books behind Herd's back, as no operator should. */
  public void change(String sql) throws SQLException {
    books.run(sql);
  }

  /** Makes every server and resource due now, as an end-of-file on a session would. */
  public void lookAtAll() throws SQLException {
    books.lookAtAll();
  }

  /** SQL as the superuser on a machine of the fleet, where only its own account may do that. */
  public String onServer(Machine machine, String sql) throws Exception {
    return MachineSql.run(machine, sql);
  }

  /** A wish of an operator's, as the admin service passes it on. */
  public void operator(String path) throws Exception {
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

  /** What operators read, as the admin service asks for it. */
  public JsonNode operatorReads(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(web() + path))
                .header("Authorization", "Bearer service-token")
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  /** A call of the customer's to the data API; a body may be empty. */
  public final HttpResponse<String> data(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(web() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(40))
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  /** Where the service itself listens. */
  public URI web() {
    return web;
  }

  public void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    Optional<SQLException> failed = Optional.empty();
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
        failed = Optional.empty();
      } catch (SQLException e) {
        // What is awaited may be asked of a server that is just being stopped.
        failed = Optional.of(e);
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 90 s: " + what + books.trouble(), failed.orElse(null));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** The same while looks come round every second, so that nobody waits for a beat of a minute. */
  public void awaitLooking(String what, Callable<Boolean> condition) throws Exception {
    long[] looked = {System.nanoTime() - Duration.ofSeconds(1).toNanos()};
    await(
        what,
        () -> {
          if (System.nanoTime() - looked[0] >= Duration.ofSeconds(1).toNanos()) {
            looked[0] = System.nanoTime();
            lookAtAll();
          }
          return condition.call();
        });
  }

  /** Of every incident that waits whether its attempt has helped. */
  public void patienceIsOver() throws SQLException {
    change(
        "update control.incident set attempt_ended_at = attempt_ended_at - interval '2 minutes'"
            + " where id in (select id from control.subject where state = 'WAITING')");
  }

  public void stop() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
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
