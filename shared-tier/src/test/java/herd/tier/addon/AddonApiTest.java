package herd.tier.addon;

import static org.assertj.core.api.Assertions.assertThat;

import herd.service.Secret;
import herd.tier.Await;
import herd.tier.Client;
import herd.tier.Client.Answer;
import herd.tier.TestBed;
import herd.tier.data.Databases;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of addon-provider.md, sections 2 to 5 and 7, over real HTTP and a real Postgres. */
class AddonApiTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  private static final String V3 = "application/vnd.heroku-addons+json; version=3";
  private static final String RESOURCES = "/heroku/resources";
  private static final AddonConfig CONFIG =
      new AddonConfig(
          "heroku-postgresql",
          new Secret("addon-password"),
          new Secret("salt"),
          new Regions(List.of("us", "eu")),
          Duration.ofSeconds(20));

  private static Client platform;
  private static Client kensa;
  private static Client stranger;

  @BeforeAll
  static void serve() throws SQLException {
    Databases databases = new Databases(BED.plane(), TestBed.TIER, BED.resources());
    AddonRoutes routes =
        new AddonRoutes(TestBed.TIER, CONFIG, BED.resources(), databases, TestBed.State.CREATING);
    URI url = BED.serve(c -> routes.mount(c.routes));
    String good = Client.basic("heroku-postgresql", "addon-password");
    platform = new Client(url, good, List.of("Accept", V3));
    kensa = new Client(url, good, List.of("Accept", "application/json"));
    stranger = new Client(url, Client.basic("wrong", "secret"), List.of("Accept", V3));
    BED.server(1_000);
  }

  private static String asked(UUID id, String more) {
    return """
    {'uuid':'%s','name':'curved-%s','plan':'essential-0','region':'amazon-web-services::us-east-1',
     'callback_url':'https://api.example/addons/1','options':{},'log_input_url':null,'new_field':[1],
     'oauth_grant':{'code':'grant-hunter2','type':'authorization_code','expires_at':'2036-03-03T18:01:31-0800'}%s}
    """
        .formatted(id, id, more);
  }

  private static Answer provision(UUID id) {
    return platform.post(RESOURCES, asked(id, ""));
  }

  private static UUID living() throws SQLException {
    UUID id = UUID.randomUUID();
    assertThat(provision(id).status()).isEqualTo(202);
    BED.up(id);
    return id;
  }

  private static void refused(Answer answer, int status, String... words) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("/message")).contains(words);
  }

  private static String count(String table, UUID id) throws SQLException {
    return BED.value("SELECT count(*) FROM %s WHERE id = '%s'".formatted(table, id));
  }

  @Test
  void aProvisionIsTakenOverAndAnsweredInTheMediaTypeAskedFor() throws SQLException {
    UUID id = UUID.randomUUID();
    Answer answer = provision(id);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Content-Type")).isEqualTo(V3);
    assertThat(answer.text("/id")).isEqualTo(id.toString());
    assertThat(answer.json().has("config")).isFalse();
    assertThat(BED.value("SELECT name FROM starter_tier.resource WHERE id = '" + id + "'"))
        .isEqualTo("curved-" + id);
    assertThat(BED.value("SELECT state FROM control.subject WHERE id = '" + id + "'"))
        .isEqualTo("CREATING");
    assertThat(BED.value("SELECT grant_code FROM starter_tier.resource WHERE id = '" + id + "'"))
        .doesNotContain("hunter2");
  }

  @Test
  void aRepeatedProvisionMakesOneResourceAndGetsTheSameAnswer() throws Exception {
    UUID id = UUID.randomUUID();
    List<Callable<Answer>> repeats = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      repeats.add(() -> provision(id));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> answers = new ArrayList<>();
      for (Future<Answer> each : threads.invokeAll(repeats)) {
        answers.add(each.get().status() + each.get().body());
      }
      assertThat(answers).hasSize(20).containsOnly(answers.getFirst());
      assertThat(answers.getFirst()).startsWith("202");
    }
    assertThat(count("starter_tier.resource", id)).isEqualTo("1");
    assertThat(count("control.subject", id)).isEqualTo("1");
  }

  @Test
  void aRepeatAfterItIsUpGetsTheConfig() throws SQLException {
    UUID id = living();
    for (String state : List.of("AVAILABLE", "UNCERTAIN", "UNAVAILABLE")) {
      BED.state(id, state);
      Answer again = provision(id);
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.text("/config/HEROKU_POSTGRESQL_URL"))
          .matches("postgres://u[0-9a-f]{32}:[A-Za-z0-9]{43}@db.example:6000/d[0-9a-f]{32}");
    }
  }

  @Test
  void whatThePlatformWasNotToldIsStillBeingProvisioned() throws SQLException {
    UUID id = living();
    BED.sql("UPDATE starter_tier.resource SET provisioned_at = NULL WHERE id = '" + id + "'");
    assertThat(provision(id).status()).isEqualTo(202);
  }

  @Test
  void aRepeatWithOtherContentKeepsTheFirst() throws SQLException {
    UUID id = living();
    String other = asked(id, "").replace("essential-0", "mini").replace("curved", "other");
    assertThat(platform.post(RESOURCES, other).status()).isEqualTo(200);
    assertThat(BED.value("SELECT plan || name FROM starter_tier.resource WHERE id = '" + id + "'"))
        .isEqualTo("essential-0curved-" + id);
  }

  @Test
  void credentialsAreCheckedBeforeAnythingElse() throws SQLException {
    UUID id = living();
    String unknown = RESOURCES + "/" + UUID.randomUUID();
    for (Client wrong : List.of(stranger, new Client(platform.base(), ""))) {
      for (Answer answer :
          List.of(
              wrong.post(RESOURCES, asked(UUID.randomUUID(), "")),
              wrong.post(RESOURCES, "{oops"),
              wrong.put(RESOURCES + "/" + id, "{'plan':'mini'}"),
              wrong.delete(RESOURCES + "/" + id),
              wrong.put(unknown, "{'plan':'mini'}"),
              wrong.delete(unknown))) {
        refused(answer, 401, "credentials");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
      }
    }
    assertThat(platform.delete(RESOURCES + "/" + id).status()).isEqualTo(204);
    refused(stranger.delete(RESOURCES + "/" + id), 401, "credentials");
  }

  @Test
  void plansOfOtherTiersAreRefusedWithAdvice() {
    String body = asked(UUID.randomUUID(), "");
    Answer answer = platform.post(RESOURCES, body.replace("essential-0", "standard-0"));
    refused(answer, 422, "standard-0", "essential-0, essential-1, mini", "another tier");
    refused(platform.post(RESOURCES, body.replace("'essential-0'", "7")), 422, "'plan'");
    refused(platform.post(RESOURCES, body.replace("essential-0", "<b>x</b>")), 422, "This plan");
  }

  @Test
  void theTestToolsPlanIsTheSmallest() throws SQLException {
    UUID id = UUID.randomUUID();
    platform.post(RESOURCES, asked(id, "").replace("essential-0", "test"));
    assertThat(BED.value("SELECT plan FROM starter_tier.resource WHERE id = '" + id + "'"))
        .isEqualTo("mini");
  }

  @Test
  void regionsAreKnownByTheirCloudsName() throws SQLException {
    UUID id = UUID.randomUUID();
    String body = asked(id, "");
    refused(platform.post(RESOURCES, body.replace("us-east-1", "mars-1")), 422, "mars-1", "us, eu");
    refused(platform.post(RESOURCES, body.replace("us-east-1", "ap-northeast-1")), 422, "us, eu");
    assertThat(count("starter_tier.resource", id)).isEqualTo("0");
    platform.post(RESOURCES, body.replace("us-east-1", "eu-west-1"));
    assertThat(BED.value("SELECT region FROM starter_tier.resource WHERE id = '" + id + "'"))
        .isEqualTo("eu");
  }

  @Test
  void optionsThatCannotBeKeptAreRefusedInClearWords() {
    String body = asked(UUID.randomUUID(), "");
    refused(withOptions(body, "{'follow':'DATABASE'}"), 422, "cannot follow");
    for (String option : List.of("fork", "rollback")) {
      refused(
          withOptions(body, "{'%s':'DATABASE'}".formatted(option)),
          422,
          "'" + option + "'",
          "until the backups service is there");
    }
    refused(withOptions(body, "{'version':'12'}"), 422, "version");
    refused(withOptions(body, "{'foo':'true'}"), 422, "unknown");
    refused(withOptions(body, "[]"), 422, "'options'");
    assertThat(withOptions(body, "{'fast':'false'}").status()).isEqualTo(202);
  }

  private static Answer withOptions(String body, String options) {
    return platform.post(RESOURCES, body.replace("'options':{}", "'options':" + options));
  }

  @Test
  void malformedBodiesMakeNothing() {
    refused(platform.post(RESOURCES, "{'uuid':"), 400, "JSON");
    refused(platform.post(RESOURCES, "[]"), 400, "object");
    refused(platform.post(RESOURCES, "{}"), 422, "'uuid'");
    refused(platform.post(RESOURCES, "{'uuid':'1-1-1-1-1'}"), 422, "'uuid'");
    String body = asked(UUID.randomUUID(), "");
    refused(platform.post(RESOURCES, body.replace("'grant-hunter2'", "7")), 422, "'code'");
    refused(platform.post(RESOURCES, body.replace("2036-03-03T", "soon")), 422, "expires_at");
    refused(platform.post(RESOURCES, asked(UUID.randomUUID(), ",'name':7")), 422, "'name'");
    refused(
        platform.post(RESOURCES, asked(UUID.randomUUID(), ",'name':'" + "x".repeat(129) + "'")),
        422,
        "'name'");
    refused(platform.post(RESOURCES, asked(UUID.randomUUID(), ",'name':'a\\u0000b'")), 422, "NUL");
  }

  @Test
  void anOversizedBodyIsRefused() {
    String large = asked(UUID.randomUUID(), ",'x':'" + "x".repeat(2 << 20) + "'");
    refused(platform.post(RESOURCES, large), 413, "larger");
  }

  @Test
  void hostileNamesAreOnlyText() throws SQLException {
    UUID id = UUID.randomUUID();
    String hostile = "x'; DROP TABLE resource; --$(id)<script>";
    String json = asked(id, "").replace('\'', '"').replace("curved-" + id, hostile);
    refused(platform.post(RESOURCES, ""), 400, "JSON");
    assertThat(raw(json).status()).isEqualTo(202);
    assertThat(BED.resources().find(id).orElseThrow().getName()).isEqualTo(hostile);
  }

  /** The test's own quotes are left alone. */
  private static Answer raw(String json) {
    return platform.post(RESOURCES, json.replace("'", "\\u0027"));
  }

  @Test
  void aDeprovisionIsTakenOverOnceAndThenGone() throws SQLException {
    UUID id = UUID.randomUUID();
    provision(id);
    assertThat(platform.delete(RESOURCES + "/" + id).status()).isEqualTo(204);
    refused(platform.delete(RESOURCES + "/" + id), 410, "removed");
    refused(provision(id), 410, "removed");
    refused(platform.put(RESOURCES + "/" + id, "{'plan':'mini'}"), 410, "removed");
    assertThat(BED.value("SELECT wanted FROM control.subject WHERE id = '" + id + "'"))
        .isEqualTo("f");
  }

  @Test
  void idsThatNeverWereAreNotFound() {
    String never = RESOURCES + "/" + UUID.randomUUID();
    refused(platform.delete(never), 404, "no such database");
    refused(platform.put(never, "{'plan':'mini'}"), 404, "no such database");
    refused(platform.delete(RESOURCES + "/1-1-1-1-1"), 404, "no such database");
    refused(platform.delete(RESOURCES + "/%27;--"), 404, "no such database");
  }

  @Test
  void aPlanChangesWithinItsTier() throws SQLException {
    UUID id = living();
    String path = RESOURCES + "/" + id;
    Answer changed = platform.put(path, "{'plan':'essential-1'}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("/message"))
        .isEqualTo("Successfully changed from essential-0 to essential-1");
    String version = version(id);
    assertThat(platform.put(path, "{'plan':'essential-1'}").status()).isEqualTo(200);
    assertThat(version(id)).isEqualTo(version);
    refused(platform.put(path, "{'plan':'premium-0'}"), 422, "premium-0", "another tier");
    refused(platform.put(path, "{}"), 422, "'plan'");
    refused(platform.put(path, "{'plan':{}}"), 422, "'plan'");
  }

  private static String version(UUID id) throws SQLException {
    return BED.value("SELECT version FROM control.subject WHERE id = '" + id + "'");
  }

  @Test
  void aDatabaseThatIsTooLargeKeepsItsPlan() throws SQLException {
    UUID id = living();
    BED.facts(id, "{\"bytes\": 300000000, \"rows\": 5}");
    refused(platform.put(RESOURCES + "/" + id, "{'plan':'mini'}"), 422, "larger");
    BED.facts(id, "{\"bytes\": 1000, \"rows\": 10001}");
    refused(platform.put(RESOURCES + "/" + id, "{'plan':'mini'}"), 422, "larger");
    BED.facts(id, "{\"bytes\": 1000, \"rows\": 10000}");
    assertThat(platform.put(RESOURCES + "/" + id, "{'plan':'mini'}").status()).isEqualTo(200);
  }

  @Test
  void aPlanThatItsServerHasNoRoomForIsRefused() throws SQLException {
    UUID id = living();
    UUID small = BED.server(1);
    BED.sql(
        "UPDATE starter_tier.resource SET server_id = '%s' WHERE id = '%s'".formatted(small, id));
    refused(platform.put(RESOURCES + "/" + id, "{'plan':'essential-1'}"), 422, "no room");
    assertThat(BED.resources().find(id).orElseThrow().getPlan()).isEqualTo("essential-0");
  }

  @Test
  void aRenameIsKept() throws SQLException {
    UUID id = living();
    String path = RESOURCES + "/" + id;
    assertThat(platform.put(path, "{'name':'new-name'}").status()).isEqualTo(200);
    assertThat(BED.resources().find("new-name").orElseThrow().getId()).isEqualTo(id);
    assertThat(BED.value("SELECT name FROM control.subject WHERE id = '" + id + "'"))
        .isEqualTo("new-name");
  }

  @Test
  void theClassicContractWaitsForTheDatabase() throws Exception {
    UUID id = UUID.randomUUID();
    String body =
        """
        {'heroku_id':'app8229@kensa.heroku.com','plan':'test','callback_url':'http://localhost:7779/callback/999',
         'logplex_token':null,'region':'amazon-web-services::us-east-1','options':{},'uuid':'%s'}
        """
            .formatted(id);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> kensa.post(RESOURCES, body));
      Await.until("stored", () -> count("control.subject", id).equals("1") && !waiting.isDone());
      BED.up(id);
      Answer answer = waiting.get();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("application/json");
      assertThat(answer.text("/id")).isEqualTo(id.toString());
      assertThat(answer.text("/config/HEROKU_POSTGRESQL_URL")).startsWith("postgres://");
    }
    assertThat(kensa.put(RESOURCES + "/" + id, "{'plan':'essential-0'}").status()).isEqualTo(200);
    assertThat(kensa.delete(RESOURCES + "/" + id).status()).isEqualTo(204);
  }

  @Test
  void aDeprovisionEndsTheWaitOfAClassicProvision() throws Exception {
    UUID id = UUID.randomUUID();
    String body = "{'heroku_id':'app1@kensa.heroku.com','plan':'test','uuid':'%s'}".formatted(id);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(() -> kensa.post(RESOURCES, body));
      Await.until("stored", () -> count("control.subject", id).equals("1"));
      platform.delete(RESOURCES + "/" + id);
      refused(waiting.get(), 410, "removed");
    }
  }
}
