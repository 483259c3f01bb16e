package herd.tier.operator;

import static herd.controlplane.generated.Tables.ACT;
import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.INCIDENT_EVENT;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

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
import herd.service.http.HttpConfig;
import herd.service.http.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The owner's side of what operators ask, on the real control-plane schema and over real HTTP. */
class OperatorRoutesTest {

  private enum Any {
    AVAILABLE
  }

  private static final String TOKEN = "the-services-own-token-0123456789";
  private static final String WHY = "{\"reason\":\"it swaps\",\"by\":\"ada\"}";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Set<UUID> RESTARTED = ConcurrentHashMap.newKeySet();

  private static LocalPostgres postgres;
  private static HikariDataSource ours;
  private static HikariDataSource theirs;
  private static ControlPlane plane;
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    postgres = LocalPostgres.temporary();
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(Schema.bootstrap());
      for (String role : List.of("herd_control", "herd_starter_tier", "herd_production_tier")) {
        statement.execute("ALTER ROLE " + role + " PASSWORD 'test-only'");
      }
    }
    try (HikariDataSource owner = pool("herd_control")) {
      Schema.migrate(owner);
    }
    ours = pool("herd_starter_tier");
    theirs = pool("herd_production_tier");
    plane = new ControlPlane(ours, "starter-tier");
    OperatorRoutes routes = new OperatorRoutes(plane, new Secret(TOKEN), RESTARTED::add);
    server =
        WebServer.start(
            new ServiceContext("starter-tier", new Environment(Map.of())),
            HttpConfig.anyPort(),
            routes::mount);
  }

  @AfterAll
  static void stop() {
    server.close();
    ours.close();
    theirs.close();
    postgres.close();
  }

  private static HikariDataSource pool(String role) {
    return Databases.pool(
        new DatabaseConfig(postgres.jdbcUrl("postgres"), role, new Secret("test-only"), 4), role);
  }

  @Test
  void aRestartIsAskedForAndRecordedWithWhoAndWhy() throws Exception {
    UUID id = subject("server");
    var answer = post("/operators/servers/" + id + "/restart", WHY);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("\"action\":\"restart\"").contains("\"by\":\"ada\"");
    assertThat(RESTARTED).contains(id);
    var act = plane.dsl().selectFrom(ACT).where(ACT.SUBJECT_ID.eq(id)).fetchSingle();
    assertThat(act.getAct()).isEqualTo("RESTART");
    assertThat(act.getWhy()).isEqualTo("it swaps");
    assertThat(act.getDetail()).isEqualTo("ada");
    assertThat(act.getWorker()).isEqualTo("operator");
    assertThat(act.getOk()).isTrue();
  }

  @Test
  void aServerThatIsGoingIsNotRestarted() throws Exception {
    UUID id = subject("server");
    plane.subjects().unwant(id);
    assertThat(post("/operators/servers/" + id + "/restart", WHY).statusCode()).isEqualTo(409);
    assertThat(RESTARTED).doesNotContain(id);
    assertThat(plane.dsl().fetchCount(ACT, ACT.SUBJECT_ID.eq(id))).isZero();
  }

  @Test
  void onlyAServerIsRestarted() throws Exception {
    UUID id = subject("resource");
    assertThat(post("/operators/servers/" + id + "/restart", WHY).statusCode()).isEqualTo(404);
  }

  @Test
  void aHoldLastsAsLongAsAskedAndIsReleasedOnce() throws Exception {
    UUID id = subject("resource");
    String hold = "{\"minutes\":30,\"reason\":\"we look at it\",\"by\":\"ada\"}";
    assertThat(post("/operators/subjects/" + id + "/hold", hold).statusCode()).isEqualTo(202);
    assertThat(plane.subjects().find(id).orElseThrow().held()).isPresent();
    assertThat(heldWhy(id)).contains("we look at it (ada)");
    assertThat(post("/operators/subjects/" + id + "/release", WHY).statusCode()).isEqualTo(202);
    assertThat(plane.subjects().find(id).orElseThrow().held()).isEmpty();
    assertThat(post("/operators/subjects/" + id + "/release", WHY).statusCode()).isEqualTo(409);
    assertThat(plane.dsl().selectFrom(ACT).where(ACT.SUBJECT_ID.eq(id)).fetch(ACT.ACT_))
        .containsExactly("HOLD", "RELEASE");
  }

  @Test
  void aHoldWithoutAnEndIsRefused() throws Exception {
    UUID id = subject("resource");
    var answer = post("/operators/subjects/" + id + "/hold", WHY);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("minutes");
  }

  @Test
  void holdingAnIncidentPointsAtItsSubject() throws Exception {
    UUID server = subject("server");
    UUID incident = incident(server);
    String hold = "{\"minutes\":30,\"reason\":\"wait\",\"by\":\"ada\"}";
    var answer = post("/operators/subjects/" + incident + "/hold", hold);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(server.toString());
  }

  @Test
  void anIncidentIsAcknowledgedWithTheReasonInItsTrail() throws Exception {
    UUID incident = incident(subject("server"));
    var answer = post("/operators/incidents/" + incident + "/acknowledge", WHY);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(trail(incident))
        .containsExactly("opened: gone", "acknowledged: ada", "note: it swaps");
  }

  @Test
  void anIncidentIsRetriedOnlyWhenItWaitsForAHumanAndHasAttempts() throws Exception {
    UUID incident = incident(subject("server"));
    String path = "/operators/incidents/" + incident + "/retry";
    assertThat(post(path, WHY).statusCode()).isEqualTo(409);
    plane
        .dsl()
        .update(SUBJECT)
        .set(SUBJECT.STATE, "NEEDS_HUMAN")
        .where(SUBJECT.ID.eq(incident))
        .execute();
    assertThat(post(path, WHY).body()).contains("no attempts");
    plane.dsl().update(INCIDENT).set(INCIDENT.ATTEMPT, 2).where(INCIDENT.ID.eq(incident)).execute();
    assertThat(post(path, WHY).statusCode()).isEqualTo(202);
    assertThat(trail(incident)).containsExactly("opened: gone", "retry: it swaps (ada)");
  }

  @Test
  void whatAnotherServiceOwnsIsNotFound() throws Exception {
    UUID id = UUID.randomUUID();
    new ControlPlane(theirs, "production-tier")
        .subjects()
        .add(id, "resource", "theirs", Any.AVAILABLE, Optional.empty());
    assertThat(post("/operators/subjects/" + id + "/release", WHY).statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsOverIsAConflict() throws Exception {
    UUID id = subject("server");
    plane.dsl().update(SUBJECT).setNull(SUBJECT.DUE_AT).where(SUBJECT.ID.eq(id)).execute();
    assertThat(post("/operators/servers/" + id + "/restart", WHY).statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "not json | 400",
        "[] | 400",
        "{} | 422",
        "{\"reason\":\"x\"} | 422",
        "{\"by\":\"ada\"} | 422",
        "{\"reason\":\"  \",\"by\":\"ada\"} | 422",
        "{\"reason\":7,\"by\":\"ada\"} | 422",
        "{\"reason\":\"a\\u0000b\",\"by\":\"ada\"} | 422",
      })
  void aBodyWithoutWhoAndWhyChangesNothing(String body, int status) throws Exception {
    UUID id = subject("server");
    assertThat(post("/operators/servers/" + id + "/restart", body).statusCode()).isEqualTo(status);
    assertThat(RESTARTED).doesNotContain(id);
  }

  @Test
  void aReasonOfManyPagesIsRefused() throws Exception {
    UUID id = subject("server");
    String body = "{\"by\":\"ada\",\"reason\":\"" + "x".repeat(501) + "\"}";
    assertThat(post("/operators/servers/" + id + "/restart", body).statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({"not-a-uuid", "%27%3B--", "00000000-0000-0000-0000-000000000000"})
  void anIdNobodyHasIsNotFound(String id) throws Exception {
    assertThat(post("/operators/subjects/" + id + "/release", WHY).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"Bearer wrong", "Bearer", "Basic eDp5", "''"})
  void withoutTheServicesTokenNothingIsAskedFor(String authorization) throws Exception {
    UUID id = subject("server");
    HttpRequest.Builder request = request("/operators/servers/" + id + "/restart", WHY);
    if (!authorization.isEmpty()) {
      request.setHeader("Authorization", authorization);
    }
    var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).doesNotContain(TOKEN);
    assertThat(RESTARTED).doesNotContain(id);
  }

  private static UUID subject(String kind) {
    UUID id = UUID.randomUUID();
    plane.subjects().add(id, kind, kind + "-" + id, Any.AVAILABLE, Optional.empty());
    return id;
  }

  private static UUID incident(UUID subject) {
    plane
        .incidents()
        .open(
            "postgres_down",
            plane.subjects().find(subject).orElseThrow(),
            "gone",
            new Witness("worker-1", "zone-a"));
    return plane
        .dsl()
        .selectFrom(INCIDENT)
        .where(INCIDENT.SUBJECT_ID.eq(subject))
        .fetchSingle(INCIDENT.ID);
  }

  private static List<String> trail(UUID incident) {
    return plane
        .dsl()
        .selectFrom(INCIDENT_EVENT)
        .where(INCIDENT_EVENT.INCIDENT_ID.eq(incident))
        .orderBy(INCIDENT_EVENT.ID)
        .fetch(event -> event.getWhat() + ": " + event.getDetail());
  }

  private static Optional<String> heldWhy(UUID id) {
    return plane.dsl().selectFrom(SUBJECT).where(SUBJECT.ID.eq(id)).fetchOptional(SUBJECT.HELD_WHY);
  }

  private static HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .POST(BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest request = request(path, body).header("Authorization", "Bearer " + TOKEN).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }
}
