package herd.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.local.LocalPostgres;
import herd.service.DatabaseConfig;
import herd.service.Environment;
import herd.service.Procfile;
import herd.service.Secret;
import herd.service.ServiceContext;
import herd.service.http.HttpConfig;
import herd.service.http.WebServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real control-plane schema on a real Postgres, real HTTP on both sides of the door. */
class FrontDoorTest {

  private static final String SMALL = "11111111-1111-1111-1111-111111111111";
  private static final String LARGE = "22222222-2222-2222-2222-222222222222";
  private static final String UNKNOWN = "33333333-3333-3333-3333-333333333333";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ServiceContext CONTEXT =
      new ServiceContext("front-door", new Environment(Map.of()));
  private static LocalPostgres postgres;
  private static Behind starter;
  private static Behind production;
  private static Behind backups;
  private static WebServer door;

  @BeforeAll
  static void open() throws Exception {
    postgres = LocalPostgres.temporary();
    try (Connection c =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres") + "?preferQueryMode=simple", // whole files at once
                postgres.superuser(),
                postgres.password());
        Statement s = c.createStatement()) {
      s.execute(resource("bootstrap.sql"));
      s.execute("CREATE SCHEMA control");
      s.execute(resource("migrations/V1__control.sql"));
      s.execute("ALTER ROLE herd_front_door PASSWORD 'front-door-secret'");
      s.execute(row(SMALL, "starter-tier", "small-1", true));
      s.execute(row(LARGE, "production-tier", "large-1", true));
      s.execute(row("44444444-4444-4444-4444-444444444444", "starter-tier", "large-1", false));
    }
    starter = new Behind("starter");
    production = new Behind("production");
    backups = new Behind("backups");
    door =
        FrontDoor.start(CONTEXT, config(Optional.of(production.url()), Optional.of(backups.url())));
  }

  @AfterAll
  static void close() {
    door.close();
    CONTEXT.close();
    List.of(starter, production, backups).forEach(Behind::close);
    postgres.close();
  }

  private static FrontDoorConfig config(Optional<URI> production, Optional<URI> backups) {
    DatabaseConfig control =
        new DatabaseConfig(
            postgres.jdbcUrl("postgres"), "herd_front_door", new Secret("front-door-secret"), 4);
    return new FrontDoorConfig(HttpConfig.anyPort(), starter.url(), production, backups, control);
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = FrontDoorTest.class.getResourceAsStream("/herd/controlplane/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String row(String id, String owner, String name, boolean wanted) {
    return "INSERT INTO control.subject (id, kind, owner, name, wanted, state)"
        + " VALUES ('%s', 'resource', '%s', '%s', %s, 'available')"
            .formatted(id, owner, name, wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "mini, starter",
    "essential-0, starter",
    "test, starter",
    "standard-0, production",
    "premium-9, production",
  })
  void aNewDatabaseGoesToTheTierOfItsPlan(String plan, String service) throws Exception {
    assertAnsweredBy(service, post("/heroku/resources", "{\"plan\":\"" + plan + "\"}"));
  }

  /**
   * The door knows no credentials: were it to refuse a plan, a stranger would read 422, not 401.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {"{\"plan\":\"gold\"}", "{\"plan\":7}", "{ not json", "{}"})
  void aPlanNobodyHasGoesToTheStarterTierWhichAsksForCredentialsFirst(String body)
      throws Exception {
    assertAnsweredBy("starter", post("/heroku/resources", body));
  }

  @ParameterizedTest
  @CsvSource({
    "/heroku/resources/" + SMALL + ", starter",
    "/heroku/resources/" + LARGE + ", production",
    "/heroku/resources/" + UNKNOWN + ", starter",
    "/heroku/resources/..%2F" + LARGE + ", starter",
    "/client/v11/databases/" + LARGE + ", production",
    "/client/v11/databases/large-1/credentials, production",
    "/client/v11/databases/large-1/upgrade/wait_status?x=%2F, production",
    "/client/v11/databases/" + LARGE + "/backups, backups",
    "/client/v11/databases/" + LARGE + "/transfer-schedules/7, backups",
    "/client/v11/apps/myapp/transfers/1?verbose=true, backups",
    "/postgres/v0/databases/small-1/credentials/default, starter",
    "/postgres/v0/databases/large-1/config, production",
    "/data/postgres/v1/" + LARGE + "/info, production",
    "/data/maintenances/v1/" + LARGE + "/run, production",
    "/data/maintenances/v1/apps/myapp, production",
    "/databases/" + LARGE + ", production",
  })
  void anIdGoesToItsOwner(String path, String service) throws Exception {
    var answer = send(request(path));
    assertAnsweredBy(service, answer);
    assertThat(answer.body()).contains("\"target\":\"" + path);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /reports",
    "GET, /reports/" + UNKNOWN,
    "GET, /data/postgres/v1/levels/advanced",
    "GET, /data/postgres/v1/pricing",
  })
  void whatNoServiceOffersIsRefusedOnceCredentialsAreShown(String method, String path)
      throws Exception {
    var stranger = send(request(path).method(method, BodyPublishers.noBody()));
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("WWW-Authenticate")).isPresent();
    var refused =
        send(
            request(path)
                .header("Authorization", "Bearer customer-token")
                .method(method, BodyPublishers.noBody()));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("\"id\":\"unprocessable\"", "not available");
  }

  @ParameterizedTest
  @CsvSource({"PUT", "PATCH", "DELETE", "POST"})
  void everyMethodIsHandedOn(String method) throws Exception {
    var answer =
        send(
            request("/client/v11/databases/" + SMALL + "/x")
                .method(method, BodyPublishers.ofString("{}")));
    assertThat(answer.body()).contains("\"method\":\"" + method + "\"").contains("\"length\":2");
  }

  @Test
  void aSignOnGoesToTheOwnerOfTheFormsIdInBothItsForms() throws Exception {
    for (String field : List.of("resource_id=", "id=")) {
      HttpRequest.Builder form =
          request("/sso/login")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString("x=1&" + field + LARGE + "&token=abc"));
      var answer = send(form);
      assertAnsweredBy("production", answer);
      assertThat(answer.body()).doesNotContain("\"length\":0");
    }
  }

  @Test
  void credentialsPassUntouchedAndTheTraceIdIsHandedOn() throws Exception {
    var answer =
        send(
            request("/client/v11/databases/" + SMALL)
                .header("Authorization", "Bearer customer-token")
                .header("Request-Id", "cli-1,cli-2"));
    assertThat(answer.body()).contains("Bearer customer-token").contains("\"trace\":\"cli-1\"");
    assertThat(answer.headers().allValues("Request-Id")).containsExactly("cli-1");
  }

  @Test
  void theAnswerKeepsItsStatusAndLosesWhatConcernsOneConnectionOnly() throws Exception {
    var answer = send(request("/client/v11/databases/" + SMALL + "/teapot"));
    assertThat(answer.statusCode()).isEqualTo(418);
    assertThat(answer.headers().firstValue("X-Answered-By")).contains("starter");
    assertThat(answer.headers().firstValue("X-Private")).isEmpty();
    assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
    assertThat(answer.headers().allValues("Content-Type")).hasSize(1);
  }

  @Test
  void aCompressedAnswerArrivesCompressedOnce() throws Exception {
    HttpRequest request =
        request("/client/v11/databases/" + SMALL + "/" + "long".repeat(1000))
            .header("Accept-Encoding", "gzip")
            .build();
    var answer = CLIENT.send(request, BodyHandlers.ofByteArray());
    assertThat(answer.headers().allValues("Content-Encoding")).containsExactly("gzip");
    try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).contains("longlong");
    }
  }

  @Test
  void aBodyLargerThanOneMebibyteStopsHere() throws Exception {
    byte[] large = new byte[HttpConfig.MOST_BODY_BYTES + 1];
    var answer = send(request("/heroku/resources").POST(BodyPublishers.ofByteArray(large)));
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void manyRequestsAtOnceAllArrive() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 200)
              .mapToObj(i ->
                  executor.submit(
                      () -> send(request("/heroku/resources/" + (i % 2 == 0 ? SMALL : LARGE)))))
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        assertAnsweredBy(i % 2 == 0 ? "starter" : "production", answers.get(i).get());
      }
    }
  }

  @Test
  void aServiceThatIsAwayIs503AndOneThatIsNotInstalledSaysSo() throws Exception {
    Behind gone = new Behind("gone");
    URI nobody = gone.url();
    gone.close();
    awaitRefused(nobody);
    ServiceContext context = new ServiceContext("front-door", new Environment(Map.of()));
    WebServer other = FrontDoor.start(context, config(Optional.of(nobody), Optional.empty()));
    try {
      var away = CLIENT.send(get(other, "/heroku/resources/" + LARGE), BodyHandlers.ofString());
      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.body()).contains("\"id\":\"unavailable\"");
      for (String path :
          List.of("/client/v11/apps/a/transfers", "/client/v11/databases/large-1/backups")) {
        var stranger = CLIENT.send(get(other, path), BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(401);
        HttpRequest.Builder known =
            HttpRequest.newBuilder(URI.create(other.url() + path))
                .header("Authorization", "Bearer customer-token");
        var absent = send(known);
        assertThat(absent.statusCode()).isEqualTo(501);
        assertThat(absent.body()).contains("\"id\":\"not_implemented\"");
      }
    } finally {
      other.close();
      context.close();
    }
  }

  @Test
  void aNewDatabaseOfATierThatIsNotInstalledGoesToTheStarterTier() throws Exception {
    ServiceContext context = new ServiceContext("front-door", new Environment(Map.of()));
    WebServer other = FrontDoor.start(context, config(Optional.empty(), Optional.empty()));
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(other.url() + "/heroku/resources"))
              .POST(BodyPublishers.ofString("{\"plan\":\"standard-0\"}"));
      assertAnsweredBy("starter", send(request));
    } finally {
      other.close();
      context.close();
    }
  }

  @Test
  void healthIsTheFrontDoorsOwn() throws Exception {
    var answer = send(request("/health"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"service\":\"front-door\"").contains("\"control\":\"ok\"");
  }

  @Test
  void theCommittedProcfileIsTheOneOfTheDefinition() throws Exception {
    assertThat(Files.readString(Path.of("Procfile"))).isEqualTo(Procfile.of(Main.DEFINITION));
  }

  private static void assertAnsweredBy(String service, HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("X-Answered-By")).as(answer.body()).contains(service);
  }

  private static void awaitRefused(URI url) {
    boolean open = true;
    while (open) {
      try (var _ = new java.net.Socket(url.getHost(), url.getPort())) {
        Thread.onSpinWait();
      } catch (java.io.IOException e) {
        open = false;
      }
    }
  }

  private static HttpRequest get(WebServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).build();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(door.url() + path));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
