package herd.benchmarks.campaign;

import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import herd.fleet.local.Binaries;
import herd.fleet.local.RunAs;
import herd.fleet.provider.Machine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is left at the end, seen from outside: by the superuser on every server, in the books, and
 * with the customers' own URLs.
 */
final class Audit {

  private static final String NO_ANSWER = "psql failed: ";

  private static final String HERD_NAMES =
      "select datname from pg_database where datname ~ '^d[0-9a-f]{32}$' union"
          + " select rolname from pg_roles where rolname ~ '^[du][0-9a-f]{32}$'";

  private final Stage stage;

  Audit(Stage stage) {
    this.stage = stage;
  }

  /**
   * Waits until all has come to rest; then says what is wrong, nothing when all is well.
   *
   * @param gone URLs that must not work any more
   */
  List<String> afterRest(Duration limit, List<URI> gone) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      List<String> unrest = unrest();
      if (unrest.isEmpty()) {
        break;
      }
      if (System.nanoTime() > end) {
        List<String> all = new ArrayList<>(List.of("not at rest within " + limit));
        all.addAll(unrest);
        return all;
      }
      Waiting.pass(Duration.ofMillis(200));
    }
    List<String> wrong = new ArrayList<>();
    onServers(wrong);
    throughUrls(wrong, gone);
    return wrong;
  }

  /** What the books and the marketplace say is still under way. */
  List<String> unrest() throws Exception {
    List<String> unrest = new ArrayList<>();
    unrest.addAll(
        stage.books.list(
            "select kind || ' ' || name || ' is ' || state || ' since ' || since from"
                + " control.subject where kind in ('server', 'resource')"
                + " and state not in ('AVAILABLE', 'DESTROYED')"));
    unrest.addAll(
        stage.books.list(
            "select 'incident ' || i.type || ' on ' || s.kind || ' ' || s.name || ' is open, '"
                + " || coalesce(m.state, '?') from control.incident i"
                + " join control.subject s on s.id = i.subject_id"
                + " left join control.subject m on m.id = i.id where i.resolved_at is null"));
    unrest.addAll(
        stage.books.list(
            "select 'lease of ' || holder from control.lease where until > clock_timestamp()"));
    unrest.addAll(
        stage.books.list(
            "select 'resource ' || name || ' is wanted no more and in the ring' from"
                + " control.subject where kind = 'resource' and not wanted and due_at is not"
                + " null"));
    for (Customer.Addon addon : stage.customer.addons()) {
      if (!addon.provisioned()) {
        unrest.add("add-on " + addon.name() + " is " + addon.state());
      }
    }
    Set<String> bought = new HashSet<>();
    stage.customer.addons().forEach(addon -> bought.add(addon.id()));
    for (String id :
        stage.books.list(
            "select id from control.subject where kind = 'resource' and state = 'AVAILABLE'")) {
      if (!bought.contains(id)) {
        unrest.add("resource " + id + " lives, and no customer has it");
      }
    }
    // A Postgres that was just killed is mended too, but nobody may have looked at it yet.
    for (Machine machine : stage.machines()) {
      namesOn(machine).stream().filter(name -> name.startsWith(NO_ANSWER)).forEach(unrest::add);
    }
    return unrest;
  }

  /** No machine without a living server; on each exactly the databases and roles of its tenants. */
  private void onServers(List<String> wrong) throws Exception {
    Set<String> servers =
        Set.copyOf(
            stage.books.list(
                "select provider_id from starter_tier.server where destroyed_at is null"));
    for (Machine machine : stage.machines()) {
      if (!servers.contains(machine.providerId())) {
        wrong.add("machine " + machine.providerId() + " is nobody's");
        continue;
      }
      Set<String> expected = new HashSet<>();
      for (String id :
          stage.books.list(
              "select r.id from starter_tier.resource r join starter_tier.server s on s.id ="
                  + " r.server_id join control.subject c on c.id = r.id where c.state ="
                  + " 'AVAILABLE' and s.provider_id = '"
                  + machine.providerId()
                  + "'")) {
        expected.add("d" + id.replace("-", ""));
        expected.add("u" + id.replace("-", ""));
      }
      Set<String> found = namesOn(machine);
      found.stream()
          .filter(name -> !expected.contains(name))
          .forEach(name -> wrong.add("orphan " + name + " on " + machine.providerId()));
      expected.stream()
          .filter(name -> !found.contains(name))
          .forEach(name -> wrong.add(name + " is missing on " + machine.providerId()));
    }
    // Whoever took over did so in time: no state outlasted the bound it declares.
    wrong.addAll(
        stage.books.list(
            "select 'there was a ' || type || ' on ' || subject_id from control.incident where type"
                + " like 'stuck%' or type in ('undecided', 'incident_stuck', 'think_failed')"));
    wrong.addAll(
        stage.books.list(
            "select 'server ' || s.id || ' reserves ' || s.reserved_connections || ' connections,"
                + " its tenants ' || coalesce(sum(r.reserved_connections), 0) from"
                + " starter_tier.server s left join starter_tier.resource r on r.server_id = s.id"
                + " group by s.id having s.reserved_connections <>"
                + " coalesce(sum(r.reserved_connections), 0)"));
  }

  /** As the machine's own account, over the socket: what no book of Herd's can embellish. */
  private Set<String> namesOn(Machine machine) throws IOException, InterruptedException {
    RunAs as = RunAs.here(System.getenv());
    List<String> command = new ArrayList<>();
    as.user()
        .ifPresent(user ->
            command.addAll(
                List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "--")));
    command.addAll(
        List.of(
            Binaries.find(System.getenv()).postgres("psql"),
            "-XqAt",
            "-h",
            "/proc/self/cwd",
            "-p",
            Integer.toString(machine.postgresPort()),
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-c",
            HERD_NAMES));
    Path run = Path.of(machine.root(), "run");
    if (!Files.isDirectory(run)) {
      return Set.of(NO_ANSWER + "the machine is still being made");
    }
    Process psql =
        new ProcessBuilder(command).directory(run.toFile()).redirectErrorStream(true).start();
    String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (psql.waitFor() != 0) {
      return Set.of(NO_ANSWER + said.strip());
    }
    return new HashSet<>(said.lines().filter(line -> !line.isBlank()).toList());
  }

  private void throughUrls(List<String> wrong, List<URI> gone) throws Exception {
    for (Customer.Addon addon : stage.customer.addons()) {
      Optional<URI> url = stage.customer.url(addon);
      if (url.isEmpty()) {
        wrong.add("add-on " + addon.name() + " is provisioned and has no URL");
      } else {
        answer(url.get())
            .ifPresent(why -> wrong.add("add-on " + addon.name() + " does not answer: " + why));
      }
    }
    for (URI url : gone) {
      if (answer(url).isEmpty()) {
        wrong.add("removed, and still answers: " + url.getPath());
      }
    }
  }

  /** Empty when a customer can log in and work. */
  static Optional<String> answer(URI url) {
    String[] credentials = url.getUserInfo().split(":", 2);
    String address =
        "jdbc:postgresql://%s:%d%s?sslmode=require&connectTimeout=5&socketTimeout=10"
            .formatted(url.getHost(), url.getPort(), url.getPath());
    try (Connection connection =
            DriverManager.getConnection(address, credentials[0], credentials[1]);
        var statement = connection.createStatement()) {
      statement.execute("create table if not exists audited (at timestamptz default now())");
      statement.execute("insert into audited default values");
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
