package herd.production.pooler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import herd.fleet.local.LocalProcesses;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The connection pool of one premium database, from its first client to its end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoolerLifeTest {

  private static final String VARIABLE = "DATABASE_CONNECTION_POOL_URL";

  private static LivingTier herd;
  private static String id;

  @BeforeAll
  static void start() throws Exception {
    String program = System.getenv().getOrDefault("HERD_PGBOUNCER", "/usr/sbin/pgbouncer");
    assumeTrue(Files.isExecutable(Path.of(program)), "pgbouncer is not installed");
    herd =
        new LivingTier(
            Main.DEFINITION,
            "HERD_PRODUCTION_PORT",
            Map.of("HERD_PRODUCTION_SPARES", "2", "HERD_PRODUCTION_ROTATION_GRACE", "1s"));
    herd.provision("premium-0");
    id = herd.books("select id from production_tier.resource");
    herd.await("it is up", () -> state(id).equals("AVAILABLE"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (herd != null) {
      herd.stop();
    }
  }

  @Test
  @Order(1)
  void whatCannotBePooledIsRefusedPlainly() throws Exception {
    assertThat(info()).isEqualTo("Available");
    for (String body :
        List.of(
            "{}",
            "{'app':'shop','credential':'analyst'}",
            "{'app':'shop','name':'a b'}",
            "{'app':'shop','name':'1'}",
            "{'app':'shop','credential':7}")) {
      assertThat(attach(body).statusCode()).as(body).isEqualTo(422);
    }
    assertThat(attach("{").statusCode()).isEqualTo(400);
    assertThat(herd.books("select count(*) from production_tier.pooler")).isEqualTo("0");
  }

  @Test
  @Order(2)
  void moreClientsThanServerConnectionsShareThePool() throws Exception {
    HttpResponse<String> answer = attach("{'app':'shop','credential':'default'}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode attachment = new ObjectMapper().readTree(answer.body());
    assertThat(attachment.path("name").asText()).isEqualTo("DATABASE_CONNECTION_POOL");
    assertThat(attachment.path("namespace").asText()).isEqualTo("connection-pooling:default");
    assertThat(attach("{'app':'shop'}").statusCode()).isEqualTo(200);
    assertThat(attach("{'app':'nobodys'}").statusCode()).isEqualTo(422);
    assertThat(info()).isEqualTo("Attached");
    assertThat(pool().getPort()).isNotEqualTo(direct().getPort());

    List<Connection> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 130; i++) {
        clients.add(connect(pool()));
      }
      sql(clients.getFirst(), "create table t (n int)");
      for (Connection client : clients) {
        client.setAutoCommit(false);
        sql(client, "insert into t values (1)");
        client.commit();
        client.setAutoCommit(true);
      }
      assertThat(sql(clients.getLast(), "select count(*) from t")).isEqualTo("130");
      assertThat(
              Integer.parseInt(
                  sql(
                      clients.getFirst(),
                      "select count(*) from pg_stat_activity where usename = current_user")))
          .isLessThanOrEqualTo(90);
    } finally {
      for (Connection client : clients) {
        client.close();
      }
    }
  }

  @Test
  @Order(3)
  void nobodyElseComesInThroughThePool() throws Exception {
    URI url = pool();
    String user = url.getUserInfo().split(":")[0];
    assertThatThrownBy(() -> login(url, user, "wrong")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> login(url, "herd_pooler", "")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> login(url, "herd_pooler", "x")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> login(url, "postgres", "")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> login(url, "herd_replication", "")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> DriverManager.getConnection(jdbc(url, "disable"), user, password(url)))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> login(url.resolve("/pgbouncer"), user, password(url)))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> login(url.resolve("/postgres"), user, password(url)))
        .isInstanceOf(SQLException.class);
    try (Connection customer = connect(url)) {
      assertThatThrownBy(() -> sql(customer, "select * from _heroku.herd_pooled_login(user::text)"))
          .hasMessageContaining("denied");
    }
    Path root = root(leader());
    for (Path file : List.of(root.resolve("conf/pooler.ini"), root.resolve("conf/pooler.users"))) {
      assertThat(Files.readString(file)).doesNotContain(password(url), user);
    }
  }

  @Test
  @Order(4)
  void aRotationReachesThePool() throws Exception {
    URI first = pool();
    for (int turn = 0; turn < 2; turn++) {
      URI old = pool();
      try (Connection before = connect(old)) {
        herd.data("POST", rotation(), "{}");
        herd.await("the app knows the new login", () -> !pool().equals(old));
        try (Connection after = connect(pool())) {
          sql(after, "insert into t values (2)");
          sql(before, "insert into t values (3)");
        }
      }
      herd.data("POST", rotation(), "{'forced':true}");
      herd.await(
          "the old login is out",
          () -> {
            herd.lookAtAll();
            return herd.books("select old_password from production_tier.credential").equals("null");
          });
      assertThatThrownBy(() -> connect(old)).isInstanceOf(SQLException.class);
      connect(pool()).close();
    }
    assertThat(pool().getUserInfo()).startsWith(first.getUserInfo().split(":")[0] + ":");
    assertThatThrownBy(() -> connect(first)).isInstanceOf(SQLException.class);
  }

  @Test
  @Order(5)
  void aResetDatabaseIsPooledAgain() throws Exception {
    herd.data("PUT", "/client/v11/databases/" + id + "/reset", "");
    herd.await("it is empty", () -> answers("create table t (n int)"));
  }

  @Test
  @Order(6)
  void aKilledPoolerIsBackByItselfWithAnIncident() throws Exception {
    long killed = pooler(leader()).orElseThrow();
    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    isReplaced(killed);
  }

  @Test
  @Order(6)
  void aFrozenPoolerIsReplacedWithAnIncident() throws Exception {
    long frozen = pooler(leader()).orElseThrow();
    LocalProcesses.signal("STOP", List.of(frozen));
    isReplaced(frozen);
  }

  private static void isReplaced(long pooler) throws Exception {
    herd.await(
        "another one serves",
        () -> {
          herd.lookAtAll();
          return answers("insert into t values (4)");
        });
    assertThat(pooler(leader()).orElseThrow()).isNotEqualTo(pooler);
    herd.await(
        "its incident is over",
        () ->
            herd.books(
                    "select bool_and(resolved_at is not null) from control.incident"
                        + " where type = 'pooler_down'")
                .equals("t"));
  }

  @Test
  @Order(7)
  void thePoolGoesWhereTheLeaderGoes() throws Exception {
    String first = leader();
    movesAlong("a switchover", () -> herd.operator("/operators/resources/" + id + "/switchover"));
    assertThat(pooler(first)).isEmpty();
    herd.await(
        "there is a standby again",
        () ->
            herd.books("select state from control.subject where kind = 'pair'").equals("GUARDED"));
    String second = leader();
    movesAlong("a lost server", () -> herd.provider().faults().loseServer(second));
    herd.provider().faults().heal(second);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void movesAlong(String what, Step step) throws Exception {
    String before = leader();
    URI old = pool();
    step.run();
    herd.await("another one leads after " + what, () -> !leader().equals(before));
    herd.await("the app knows the new pool after " + what, () -> !pool().equals(old));
    herd.await(
        "the report says when, after " + what,
        () ->
            herd.books(
                    "select pool_told_at is not null from production_tier.failover order by id desc limit 1")
                .equals("t"));
    assertThat(pooler(leader())).isPresent();
    herd.await("it writes after " + what, () -> answers("insert into t values (5)"));
    assertThatThrownBy(() -> connect(old)).isInstanceOf(SQLException.class);
  }

  @Test
  @Order(8)
  void aFollowerThatStandsAloneHasAPoolToBePromotedWith() throws Exception {
    URI old = pool();
    herd.provision("standard-0", Map.of("follow", name(id)));
    String follower = herd.books("select resource_id from production_tier.follower");
    herd.await(
        "it is up",
        () -> {
          herd.lookAtAll();
          return state(follower).equals("AVAILABLE");
        });
    String path = "/client/v11/databases/" + follower;
    HttpResponse<String> refused =
        herd.data("POST", path + "/connection-pooling", "{'app':'shop'}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("pg:unfollow");
    herd.platform("PUT", path + "/unfollow", "");
    // Between the two one runs pg:wait.
    herd.await(
        "nothing is under way",
        () -> {
          herd.lookAtAll();
          return !herd.platform("GET", path + "/wait_status", "").path("waiting?").asBoolean();
        });
    assertThat(herd.platform("GET", "/addons/" + follower + "/config/" + Pooler.NAMESPACE, ""))
        .isNotEmpty();
    // As pg:promote does it.
    herd.platform(
        "POST",
        "/addon-attachments",
        """
        {"addon":{"name":"%s"},"app":{"name":"shop"},"confirm":"shop",
         "name":"DATABASE_CONNECTION_POOL","namespace":"connection-pooling:default"}
        """
            .formatted(name(follower)));
    assertThat(pool()).isNotEqualTo(old);
    assertThat(answers("insert into t values (6)")).isTrue();
  }

  @Test
  @Order(9)
  void aServerWithoutPgbouncerOffersNone() throws Exception {
    herd.stopFeelers();
    herd.change("delete from production_tier.pooler");
    herd.change(
        "update control.observation set facts = jsonb_set(facts, '{pooler}', 'false')"
            + " where facts ? 'pooler'");
    assertThat(info()).isEqualTo("Unsupported");
    HttpResponse<String> refused = attach("{'app':'shop'}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("pgbouncer is not installed");
    herd.startFeelers();
  }

  @Test
  @Order(10)
  void nothingIsLeftOfItWhenItsDatabaseGoes() throws Exception {
    String server = leader();
    assertThat(pooler(server)).isPresent();
    herd.platform("DELETE", "/apps/shop/addons/" + name(id), "");
    herd.await("it is gone", () -> state(id).equals("DESTROYED"));
    assertThat(pooler(server)).isEmpty();
  }

  private static boolean answers(String statement) throws Exception {
    try (Connection client = connect(pool())) {
      sql(client, statement);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static HttpResponse<String> attach(String body) throws Exception {
    return herd.data("POST", "/client/v11/databases/" + name(id) + "/connection-pooling", body);
  }

  private static String name(String resource) throws Exception {
    return herd.books(
        "select name from production_tier.resource where id = '%s'".formatted(resource));
  }

  private static String rotation() {
    return "/postgres/v0/databases/" + id + "/credentials/default/credentials_rotation";
  }

  private static String info() throws Exception {
    JsonNode database =
        new ObjectMapper().readTree(herd.data("GET", "/client/v11/databases/" + id, "").body());
    for (JsonNode line : database.path("info")) {
      if (line.path("name").asText().equals("Connection Pooling")) {
        return line.path("values").path(0).asText();
      }
    }
    return "";
  }

  private static String state(String resource) throws Exception {
    return herd.books("select state from control.subject where id = '" + resource + "'");
  }

  private static URI pool() throws Exception {
    return variable(VARIABLE);
  }

  private static URI direct() throws Exception {
    return variable("DATABASE_URL");
  }

  private static URI variable(String name) throws Exception {
    return URI.create(herd.platform("GET", "/apps/shop/config-vars", "").path(name).asText());
  }

  /** As Herd's manual says: what is prepared under a name does not last in a pool. */
  private static String jdbc(URI url, String tls) {
    return "jdbc:postgresql://%s:%d%s?sslmode=%s&prepareThreshold=0&loginTimeout=30"
        .formatted(url.getHost(), url.getPort(), url.getPath(), tls);
  }

  private static String password(URI url) {
    return url.getUserInfo().split(":", 2)[1];
  }

  private static Connection connect(URI url) throws SQLException {
    return login(url, url.getUserInfo().split(":", 2)[0], password(url));
  }

  private static Connection login(URI url, String user, String password) throws SQLException {
    return DriverManager.getConnection(jdbc(url, "require"), user, password);
  }

  private static String leader() throws Exception {
    return herd.books(
        "select server_id from production_tier.placement where role = 'LEADER' and resource_id = '%s'"
            .formatted(id));
  }

  private static Path root(String server) throws Exception {
    return Path.of(
        herd.books("select root from production_tier.server where id = '%s'".formatted(server)));
  }

  /** The PgBouncer of a server's machine. */
  private static Optional<Long> pooler(String server) throws Exception {
    String run = root(server).resolve("run").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> works(process.pid(), run))
        .map(ProcessHandle::pid)
        .findFirst();
  }

  private static boolean works(long pid, String run) {
    try {
      Path proc = Path.of("/proc", Long.toString(pid));
      return Files.readString(proc.resolve("comm")).strip().equals("pgbouncer")
          && Files.readSymbolicLink(proc.resolve("cwd")).toString().equals(run);
    } catch (java.io.IOException e) {
      return false; // it has just ended
    }
  }

  private static String sql(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
