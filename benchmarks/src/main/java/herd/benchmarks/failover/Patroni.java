package herd.benchmarks.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import herd.benchmarks.Folder;
import herd.benchmarks.stage.Waiting;
import herd.fleet.local.LocalProcesses;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Patroni as the distribution packages it: two members with the same PostgreSQL as Herd's, and one
 * etcd, which is never lost; asynchronous, as it is by default. Its clients speak to Postgres
 * without TLS, which spares them a handshake; no proxy stands before it.
 */
final class Patroni implements Contender, Closeable {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PatroniSettings settings;
  private final Folder folder;
  private final RunAs as = RunAs.here(System.getenv());
  private final HttpClient http = HttpClient.newHttpClient();
  private final String password = UUID.randomUUID().toString();
  private final String etcd = freePort();
  private final List<PatroniMember> members = new ArrayList<>();
  private Optional<PatroniMember> gone = Optional.empty();

  private Patroni(PatroniSettings settings) throws IOException {
    this.settings = settings;
    this.folder = Folder.make();
  }

  /** Whether its programs are installed here. */
  static boolean installed() {
    return Stream.of("patroni", "etcd")
        .allMatch(program ->
            Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(part -> Files.isExecutable(Path.of(part, program))));
  }

  static Patroni start(PatroniSettings settings) throws Exception {
    Patroni patroni = new Patroni(settings);
    try {
      patroni.startAll();
      return patroni;
    } catch (Exception | Error e) {
      patroni.close();
      throw e;
    }
  }

  private void startAll() throws Exception {
    Path store = Files.createDirectory(folder.path().resolve("etcd"));
    as.own(store);
    String client = "http://127.0.0.1:" + etcd;
    String peer = "http://127.0.0.1:" + freePort();
    detach(
        store,
        List.of(
            "etcd",
            "--data-dir=" + store.resolve("data"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer));
    Waiting.until("etcd answers", LIMIT, () -> get(etcd, "/version").isPresent());
    for (String name : List.of("left", "right")) {
      Path home = Files.createDirectory(folder.path().resolve(name));
      PatroniMember member = new PatroniMember(name, home, freePort(), freePort());
      Files.writeString(
          home.resolve("patroni.json"), member.configuration(settings, etcd, password));
      Files.setPosixFilePermissions(
          home.resolve("patroni.json"), PosixFilePermissions.fromString("rw-------"));
      as.own(home);
      members.add(member);
      start(member);
      Waiting.until(name + " is up", LIMIT, () -> !roles().getOrDefault(name, "").isEmpty());
    }
  }

  private void start(PatroniMember member) {
    detach(member.folder(), List.of("patroni", member.folder().resolve("patroni.json").toString()));
  }

  /** The processes of a server are known by the folder they work in. */
  private void detach(Path home, List<String> command) {
    List<String> inside = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\""));
    inside.add(home.toString());
    inside.addAll(command);
    LocalProcesses.detach(as, Map.of(), folder.path().resolve("log"), inside);
  }

  @Override
  public String words() {
    return settings.words();
  }

  @Override
  public void awaitFormed() throws Exception {
    Waiting.until(
        words() + " has a leader and a standby",
        LIMIT,
        () -> {
          Map<String, String> roles = roles();
          return roles.containsValue("leader") && roles.containsValue("replica") && streams();
        });
  }

  /** A member that "runs" may not have found its leader yet. */
  private boolean streams() throws Exception {
    try (Connection connection = new Pgjdbc(address()).connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select count(*) from pg_stat_replication where state = 'streaming'")) {
      return rows.next() && rows.getInt(1) == 1;
    } catch (SQLException e) {
      return false; // its leader is just being started
    }
  }

  /** Of the members that run, as the first that answers says. */
  private Map<String, String> roles() throws Exception {
    for (PatroniMember member : members) {
      Optional<JsonNode> cluster = get(member.api(), "/cluster");
      if (cluster.isPresent()) {
        Map<String, String> roles = new HashMap<>();
        for (JsonNode each : cluster.get().path("members")) {
          if (List.of("running", "streaming").contains(each.path("state").asText())) {
            roles.put(each.path("name").asText(), each.path("role").asText());
          }
        }
        return roles;
      }
    }
    return Map.of();
  }

  private PatroniMember leader() throws Exception {
    Map<String, String> roles = roles();
    return members.stream()
        .filter(member -> "leader".equals(roles.get(member.name())))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Address address() throws Exception {
    PatroniMember leader = leader();
    List<String> ports = new ArrayList<>(List.of(leader.port()));
    members.stream()
        .filter(member -> !member.equals(leader))
        .forEach(other -> ports.add(other.port()));
    return new Address("postgres", password, "postgres", ports, "disable");
  }

  @Override
  public Optional<Callable<Address>> published() {
    return Optional.empty();
  }

  @Override
  public void lose(Loss loss) throws Exception {
    PatroniMember leader = leader();
    switch (loss) {
      case PROCESS -> {
        Path pid = leader.folder().resolve("data/postmaster.pid");
        LocalProcesses.signal(
            "KILL", LocalProcesses.family(Long.parseLong(Files.readAllLines(pid).getFirst())));
      }
      case SERVER -> {
        gone = Optional.of(leader);
        leader.signal("KILL");
      }
      case SILENCE -> {
        gone = Optional.of(leader);
        leader.signal("STOP");
      }
      default -> throw new IllegalArgumentException(loss + " is played by Herd alone");
    }
  }

  @Override
  public Optional<Course> course(Loss loss, Instant fault) {
    return Optional.empty();
  }

  @Override
  public void heal() {
    gone.ifPresent(member -> {
      member.signal("CONT");
      if (LocalProcesses.inside(member.folder()).isEmpty()) {
        start(member);
      }
    });
    gone = Optional.empty();
  }

  private Optional<JsonNode> get(String port, String path) throws InterruptedException {
    try {
      return Optional.of(
          JSON.readTree(
              http.send(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                          .timeout(Duration.ofSeconds(1))
                          .build(),
                      BodyHandlers.ofString())
                  .body()));
    } catch (IOException e) {
      return Optional.empty(); // it does not run, or hangs
    }
  }

  private static String freePort() {
    return Integer.toString(PortRange.free(1).first());
  }

  @Override
  public void close() throws IOException {
    new PatroniMember("all", folder.path(), "", "").signal("KILL");
    http.close();
    folder.close();
  }
}
