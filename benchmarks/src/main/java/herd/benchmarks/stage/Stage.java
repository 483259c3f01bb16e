package herd.benchmarks.stage;

import herd.fleet.local.Binaries;
import herd.fleet.local.LocalDisks;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.provider.Machine;
import herd.fleet.ssh.SshIdentity;
import herd.simulator.Manifest;
import herd.simulator.Simulator;
import herd.simulator.SimulatorConfig;
import herd.simulator.Timing;
import java.io.Closeable;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * All that a play needs: a control-plane Postgres, the local provider's machines, the marketplace
 * with a customer, and a tier as processes. Closing it removes everything.
 */
public final class Stage implements Closeable {

  private static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");
  private static final int PORTS = 100;

  /** One column of text each. */
  private static final List<String> AFFAIRS =
      List.of(
          "select concat_ws(' ', kind, name, state, 'since', since, 'version', version, 'looked at',"
              + " looked_at, looked_by, 'due', due_at, 'taken', taken_until, taken_by,"
              + " 'stumbles', stumbles, troubles) from control.subject"
              + " where due_at is not null and (kind <> 'resource' or state <> 'AVAILABLE')"
              + " order by kind, name",
          "select concat_ws(' ', a.at, s.kind, s.name, a.act, a.ok, a.detail, a.worker)"
              + " from control.act a join control.subject s on s.id = a.subject_id"
              + " order by a.id desc limit 15",
          "select concat_ws(' ', o.at, s.name, o.outcome, o.facts::text)"
              + " from control.observation o join control.subject s on s.id = o.subject_id"
              + " where s.kind = 'pair' order by o.at desc limit 15",
          "select concat_ws(' ', 'lease of', holder, 'until', until) from control.lease",
          "select concat_ws(' ', pid, state, 'waits for', pg_blocking_pids(pid), wait_event,"
              + " 'since', xact_start, left(query, 100)) from pg_stat_activity"
              + " where xact_start < now() - interval '2 s' and backend_type = 'client backend'");

  public final Books books;
  public final Processes processes;
  public final Customer customer;
  public final LocalProvider provider;
  public final Ways ways;
  public final Networks networks;
  private final Cast cast;
  private final Path folder;
  private final Simulator market;
  private final URI service;
  private final String token;

  private Stage(
      Cast cast,
      Path folder,
      Books books,
      LocalProvider provider,
      Simulator market,
      Customer customer,
      Ways ways,
      Networks networks,
      Processes processes,
      URI service,
      String token) {
    this.cast = cast;
    this.folder = folder;
    this.books = books;
    this.provider = provider;
    this.market = market;
    this.customer = customer;
    this.ways = ways;
    this.networks = networks;
    this.processes = processes;
    this.service = service;
    this.token = token;
  }

  /** Everything is started when it returns, though no server is made yet. */
  public static Stage open(Cast cast) throws Exception {
    return open(cast, List.of());
  }

  /** The same, and every zone's way out can be cut. */
  public static Stage openWithCuts(Cast cast) throws Exception {
    return open(cast, ZONES);
  }

  private static Stage open(Cast cast, List<String> cuttable) throws Exception {
    Path folder = Files.createTempDirectory("herd-stage");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String secret = UUID.randomUUID().toString();
    Networks networks = Networks.open(ZONES, folder.resolve("servers"));
    if (ownDisks()) {
      LocalDisks.tell(folder.resolve("servers"));
    }
    Books books = new Books(folder.resolve("control"), secret, cast.role(), cast.books());
    SshIdentity identity = SshIdentity.generate();
    Path key = Files.write(folder.resolve("ssh_key"), identity.privateKey());
    int webPort = PortRange.free(PORTS + 1).first();
    int firstPort = webPort + 1;
    LocalProvider provider =
        new LocalProvider(
            folder.resolve("servers"),
            Binaries.find(System.getenv()),
            new PortRange(firstPort, PORTS),
            RunAs.here(System.getenv()),
            identity.publicLine());
    Simulator market = Simulator.start(market(webPort, secret));
    Map<String, String> environment = new HashMap<>();
    environment.put("HERD_CONTROL_URL", books.url());
    environment.put("HERD_CONTROL_USER", cast.role());
    environment.put("HERD_CONTROL_PASSWORD", secret);
    environment.put("HERD_CONTROL_OWNER_PASSWORD", secret);
    environment.put(cast.portVariable(), Integer.toString(webPort));
    environment.put("HERD_LOCAL_FOLDER", folder.resolve("servers").toString());
    environment.put("HERD_LOCAL_PORTS", firstPort + "-" + (firstPort + PORTS - 1));
    environment.put("HERD_SSH_KEY_FILE", key.toString());
    environment.put("HERD_SECRET_KEY_FILE", folder.resolve("secret_key").toString());
    environment.put("HERD_LAPTOP", "true");
    environment.put("HERD_ADDON_PASSWORD", secret);
    environment.put("HERD_ADDON_SSO_SALT", secret);
    environment.put("HERD_ADDON_CLIENT_SECRET", secret);
    environment.put("HERD_MARKETPLACE_API_URL", market.url().toString());
    environment.put("HERD_SERVICE_TOKEN", secret);
    environment.put("HERD_ZONES", String.join(",", ZONES));
    environment.put("HERD_REGIONS", "us");
    environment.putAll(cast.environment());
    Ways ways = Ways.open(cuttable);
    Processes processes = new Processes(cast, folder, environment, ways, ZONES);
    Customer customer = new Customer(market.url(), secret, "shop");
    URI service = URI.create("http://127.0.0.1:" + webPort);
    Stage stage =
        new Stage(
            cast, folder, books, provider, market, customer, ways, networks, processes, service,
            secret);
    try {
      processes.release();
      processes.startAll();
      customer.createApp();
      return stage;
    } catch (Exception | Error e) {
      stage.close();
      throw e;
    }
  }

  /** Whether machines have disks of their own here, which can be full and stall. */
  public static boolean ownDisks() {
    return System.getenv("HERD_OWN_DISKS") != null;
  }

  private static SimulatorConfig market(int webPort, String secret) {
    Timing documented = Timing.documented();
    return SimulatorConfig.onLoopback(
            0,
            Optional.empty(),
            URI.create("http://127.0.0.1:" + webPort),
            new Manifest("heroku-postgresql", secret, secret, secret),
            List.of(new herd.simulator.Customer("customer@example.com", secret)))
        .with(
            new Timing(
                documented.providerAnswer(),
                documented.attempts(),
                documented.pause(),
                documented.provisioning(),
                documented.grant(),
                documented.access(),
                Duration.ofSeconds(2)));
  }

  /** Some server takes tenants. */
  public void awaitServer(Duration limit) throws Exception {
    Waiting.until(
        "a server is available",
        limit,
        () -> books.count("control.subject where kind = 'server' and state = 'AVAILABLE'") > 0);
  }

  /**
   * Waits until every add-on is provisioned. One whose grant was lost never will be: it is for a
   * human, and its customer gives it up here. The names of those.
   */
  public Set<String> awaitProvisions(Duration limit) throws Exception {
    Set<String> givenUp = new HashSet<>();
    Waiting.until(
        "every add-on is provisioned",
        limit,
        () -> {
          List<String> lost =
              books.list(
                  "select id from " + cast.schema() + ".resource where grant_state = 'lost'");
          boolean all = true;
          for (Customer.Addon addon : customer.addons()) {
            all &= addon.provisioned();
            if (!addon.provisioned() && lost.contains(addon.id())) {
              givenUp.add(addon.name());
              customer.remove(addon.name());
            }
          }
          return all;
        });
    return givenUp;
  }

  /** What an operator may ask of the tier, under its services' own token. */
  public void switchOver(UUID resource) throws IOException, InterruptedException {
    URI uri = service.resolve("/operators/resources/" + resource + "/switchover");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"by\":\"stage\",\"reason\":\"a rehearsal\"}"))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 202) {
        throw new IOException(uri + ": " + answer.statusCode() + " " + answer.body());
      }
    }
  }

  public List<Machine> machines() {
    return provider.list();
  }

  /**
   * The state of affairs, for a failure's message: who is not at rest, what was done last, who
   * waits for whom in the control plane, and the last lines of every log.
   */
  public String affairs() throws IOException, SQLException {
    StringBuilder text = new StringBuilder();
    for (String sql : AFFAIRS) {
      text.append("\n---");
      books.list(sql).forEach(line -> text.append('\n').append(line));
    }
    return text + processes.tail();
  }

  @Override
  public void close() throws IOException {
    processes.close();
    ways.close();
    customer.close();
    market.close();
    provider.list().forEach(machine -> provider.destroy(machine.providerId()));
    books.close();
    networks.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
