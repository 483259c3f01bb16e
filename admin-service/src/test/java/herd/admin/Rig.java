package herd.admin;

import static herd.controlplane.generated.Tables.ACT;
import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.LEASE;
import static herd.controlplane.generated.Tables.NOTICE;
import static herd.controlplane.generated.Tables.OBSERVATION;
import static herd.controlplane.generated.Tables.TRANSITION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.ControlPlane;
import herd.controlplane.Schema;
import herd.controlplane.incident.Incidents.Witness;
import herd.fleet.local.LocalPostgres;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.Environment;
import herd.service.Secret;
import herd.service.ServiceContext;
import herd.service.http.BearerTokens;
import herd.service.http.HttpConfig;
import herd.service.http.Json;
import herd.service.http.WebServer;
import herd.tier.operator.OperatorRoutes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.JSONB;

/**
 * The admin service on a real control plane, with a real owner beside it: the starter tier's role,
 * and the operators' routes every tier mounts. Started once for all tests.
 */
final class Rig {

  static final String TOKEN = "ada-s-token-0123456789abcdef";
  static final String SERVICE_TOKEN = "the-services-token-0123456789";
  static final String DATABASE_PASSWORD = "control-plane-password-7f3a";
  static final Set<UUID> RESTARTED = ConcurrentHashMap.newKeySet();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Rig STARTED = start();

  /** The states of the subjects here; what a tier's own machine calls them does not matter. */
  enum Any {
    AVAILABLE
  }

  final LocalPostgres postgres;
  final ControlPlane starter;
  final ControlPlane stranger;
  final WebServer admin;

  private Rig(LocalPostgres postgres) throws Exception {
    this.postgres = postgres;
    sql(Schema.bootstrap());
    for (String role :
        List.of("herd_control", "herd_admin", "herd_starter_tier", "herd_production_tier")) {
      sql("ALTER ROLE " + role + " PASSWORD '" + DATABASE_PASSWORD + "'");
    }
    try (HikariDataSource control = pool("herd_control")) {
      Schema.migrate(control);
    }
    this.starter = new ControlPlane(pool("herd_starter_tier"), "starter-tier");
    this.stranger = new ControlPlane(pool("herd_production_tier"), "production-tier");
    OperatorRoutes routes = new OperatorRoutes(starter, new Secret(SERVICE_TOKEN), RESTARTED::add);
    WebServer owner = WebServer.start(context("starter-tier"), HttpConfig.anyPort(), routes::mount);
    this.admin = adminAsking(Map.of("starter-tier", owner.url()));
  }

  static Rig rig() {
    return STARTED;
  }

  private static Rig start() {
    LocalPostgres postgres = LocalPostgres.temporary();
    try {
      return new Rig(postgres);
    } catch (Exception e) {
      throw new IllegalStateException("the rig did not start", e);
    }
  }

  WebServer adminAsking(Map<String, URI> owners) throws Exception {
    return Admin.start(context("admin-service"), config(owners));
  }

  AdminConfig config(Map<String, URI> owners) {
    return new AdminConfig(
        HttpConfig.anyPort(),
        new BearerTokens(Map.of("ada", TOKEN)),
        new Secret(SERVICE_TOKEN),
        owners,
        database("herd_admin"));
  }

  static ServiceContext context(String service) {
    return new ServiceContext(service, new Environment(Map.of()));
  }

  DatabaseConfig database(String role) {
    return new DatabaseConfig(postgres.jdbcUrl("postgres"), role, new Secret(DATABASE_PASSWORD), 4);
  }

  private HikariDataSource pool(String role) {
    return Databases.pool(database(role), role);
  }

  /** As the superuser, for a test that plays the keeper's or time's part. */
  void sql(String text) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  UUID subject(String kind, String name) {
    UUID id = UUID.randomUUID();
    starter.subjects().add(id, kind, name, Any.AVAILABLE, Optional.empty());
    return id;
  }

  UUID incident(String type, UUID subject) {
    Witness witness = new Witness("server-feeler-1", "zone-a");
    starter
        .incidents()
        .open(type, starter.subjects().find(subject).orElseThrow(), "refused twice", witness);
    return starter
        .dsl()
        .selectFrom(INCIDENT)
        .where(INCIDENT.SUBJECT_ID.eq(subject), INCIDENT.TYPE.eq(type))
        .fetchSingle(INCIDENT.ID);
  }

  void looked(UUID subject, OffsetDateTime at, String outcome, String vantage) {
    starter
        .dsl()
        .insertInto(OBSERVATION)
        .set(OBSERVATION.AT, at)
        .set(OBSERVATION.SUBJECT_ID, subject)
        .set(OBSERVATION.TOOK_MICROS, 1234)
        .set(OBSERVATION.WELL, outcome.equals("ok"))
        .set(OBSERVATION.FRESH, true)
        .set(OBSERVATION.OUTCOME, outcome)
        .set(OBSERVATION.VANTAGE, vantage)
        .set(OBSERVATION.WORKER, "server-feeler-1")
        .set(OBSERVATION.FACTS, JSONB.valueOf("{\"connections\": 3}"))
        .execute();
  }

  void moved(UUID subject, String from, String to, String why) {
    starter
        .dsl()
        .insertInto(TRANSITION)
        .set(TRANSITION.SUBJECT_ID, subject)
        .set(TRANSITION.FROM_STATE, from)
        .set(TRANSITION.TO_STATE, to)
        .set(TRANSITION.WHY, why)
        .set(TRANSITION.VANTAGE, "zone-a")
        .set(TRANSITION.WORKER, "server-feeler-1")
        .execute();
  }

  void acted(UUID subject, String act, boolean ok) {
    starter
        .dsl()
        .insertInto(ACT)
        .set(ACT.SUBJECT_ID, subject)
        .set(ACT.ACT_, act)
        .set(ACT.WHY, "it is down")
        .set(ACT.TOKEN, "1.7")
        .set(ACT.TOOK_MICROS, 99L)
        .set(ACT.OK, ok)
        .set(ACT.DETAIL, "started")
        .set(ACT.WORKER, "server-feeler-1")
        .execute();
  }

  void paged(UUID subject, UUID incident) {
    starter
        .dsl()
        .insertInto(NOTICE)
        .set(NOTICE.KIND, "page")
        .set(NOTICE.INCIDENT_ID, incident)
        .set(NOTICE.SUBJECT_ID, subject)
        .set(NOTICE.TITLE, "postgres_down")
        .set(NOTICE.BODY, "the trail")
        .execute();
  }

  void leased(UUID subject, OffsetDateTime until) {
    starter
        .dsl()
        .insertInto(LEASE)
        .set(LEASE.SUBJECT_ID, subject)
        .set(LEASE.HOLDER, "worker-1")
        .set(LEASE.SHARED, false)
        .set(LEASE.RANK, 1)
        .set(LEASE.NUMBER, 7L)
        .set(LEASE.UNTIL, until)
        .execute();
  }

  static HttpRequest.Builder to(WebServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(to(admin, path).header("Authorization", "Bearer " + TOKEN));
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        to(admin, path)
            .header("Authorization", "Bearer " + TOKEN)
            .POST(BodyPublishers.ofString(body)));
  }

  JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return json(answer);
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + answer.body(), e);
    }
  }
}
