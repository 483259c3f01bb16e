package herd.tier.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.tier.Await;
import herd.tier.Client;
import herd.tier.Client.Answer;
import herd.tier.Marketplace;
import herd.tier.TestBed;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.market.Tokens;
import herd.tier.resource.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The data API as a customer of a real marketplace meets it. */
class DataApiTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  private static final String FACTS =
      """
      {"bytes": 9017753, "rows": 12, "tables": 3, "connections": 3, "postgres_version": "15.18"}
      """;

  private static Marketplace world;
  private static Client ann;

  @BeforeAll
  static void start() throws IOException, SQLException {
    world = new Marketplace(BED);
    ann = world.atTier("ann");
    BED.server(1_000);
  }

  private static UUID up(String app) throws SQLException {
    UUID id = world.bought(app);
    BED.up(id);
    BED.facts(id, FACTS);
    return id;
  }

  private static String path(UUID id) {
    return "/client/v11/databases/" + id;
  }

  private static void refused(Answer answer, int status, String id) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("/id")).isEqualTo(id);
    assertThat(answer.text("/message")).isNotEmpty();
  }

  private static Map<String, String> info(Answer answer) {
    return StreamSupport.stream(answer.json().path("info").spliterator(), false)
        .collect(
            Collectors.toMap(
                line -> line.path("name").asText(),
                line ->
                    StreamSupport.stream(line.path("values").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "))));
  }

  @Test
  void aDatabaseThatIsBeingMadeIsPreparing() {
    UUID id = world.bought("preparing");
    Answer answer = ann.get(path(id));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(info(answer)).containsEntry("Status", "Preparing").containsEntry("PG Version", "");
    assertThat(answer.json().path("waiting?").asBoolean()).isTrue();
    assertThat(answer.json().path("resource_url").isNull()).isTrue();
    assertThat(ann.get(path(id) + "/wait_status").body())
        .isEqualTo("{\"waiting?\":true,\"message\":\"preparing\"}");
    refused(ann.put(path(id) + "/reset", ""), 422, "unprocessable");
    refused(ann.post(path(id) + "/connection_reset", ""), 422, "unprocessable");
  }

  @Test
  void whoWasToldThatItIsUpFindsItUp() throws SQLException {
    UUID id = up("told");
    BED.state(id, "CREATING"); // until the look that follows
    assertThat(info(ann.get(path(id)))).containsEntry("Status", "Available");
    assertThat(ann.get(path(id) + "/wait_status").json().path("waiting?").asBoolean()).isFalse();
  }

  @Test
  void infoHasTheLinesOfTheSmallestPlans() throws SQLException {
    UUID id = up("lines");
    Answer answer = ann.get(path(id));
    Map<String, String> info = info(answer);
    assertThat(info.remove("Created")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
    assertThat(info)
        .isEqualTo(
            Map.of(
                "Plan", "Essential 0",
                "Status", "Available",
                "Connections", "3/20",
                "PG Version", "15.18",
                "Data Size", "8.6 MB/1.00 GB (0.84%) (In compliance)",
                "Tables", "3",
                "Fork/Follow", "Unsupported",
                "Rollback", "Unsupported",
                "Continuous Protection", "Off"));
    assertThat(answer.text("/addon_id")).isEqualTo(id.toString());
    assertThat(answer.text("/plan/name")).isEqualTo("Essential 0");
    assertThat(answer.text("/postgres_version")).isEqualTo("15.18");
    assertThat(answer.text("/created_at")).matches("[0-9-]{10} [0-9:]{8} \\+0000");
    assertThat(answer.text("/resource_url")).startsWith("postgres://u").endsWith("/d" + hex(id));
    assertThat(answer.json().path("num_bytes").asLong()).isEqualTo(9_017_753);
    assertThat(answer.json().path("num_tables").asLong()).isEqualTo(3);
    for (String nothing : List.of("following", "forked_from", "leader")) {
      assertThat(answer.json().path(nothing).isNull()).isTrue();
    }
    assertThat(ann.get(path(id) + "/wait_status").body())
        .isEqualTo("{\"waiting?\":false,\"message\":\"available\"}");
  }

  private static String hex(UUID id) {
    return id.toString().replace("-", "");
  }

  @Test
  void anOutageIsShownAndForgetsNoFacts() throws SQLException {
    UUID id = up("outage");
    BED.state(id, "UNCERTAIN");
    assertThat(info(ann.get(path(id)))).containsEntry("Status", "Available");
    BED.state(id, "UNAVAILABLE");
    BED.sql(
        """
        INSERT INTO control.observation
          (at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts)
        VALUES (clock_timestamp(), '%s', 1, false, true, 'refused', 'a', 'w', '{"detail":"x"}')
        """
            .formatted(id));
    assertThat(info(ann.get(path(id))))
        .containsEntry("Status", "Unavailable")
        .containsEntry("Tables", "3");
    assertThat(ann.get(path(id) + "/wait_status").json().path("waiting?").asBoolean()).isTrue();
  }

  @Test
  void aDatabaseOverItsLimitSaysSo() throws SQLException {
    UUID id = up("over");
    BED.sql(
        "UPDATE starter_tier.resource SET limited_at = now(), plan = 'mini' WHERE id = '%s'"
            .formatted(id));
    BED.facts(id, "{\"bytes\": 2147483648, \"rows\": 10001}");
    assertThat(info(ann.get(path(id))))
        .containsEntry("Data Size", "2.00 GB/256.0 MB (800.00%) (Over limit)")
        .containsEntry("Rows", "10001/10000 (Over limit)")
        .containsKey("Warning");
  }

  @Test
  void aDatabaseWhoseGraceRunsSaysWhenWritingEnds() throws SQLException {
    UUID id = up("warned");
    BED.facts(id, "{\"bytes\": 2147483648, \"writing_until\": \"2026-11-29T05:00:00Z\"}");
    assertThat(info(ann.get(path(id))))
        .containsEntry(
            "Warning",
            "Over the plan's limit: unless data is deleted, writing will be suspended on"
                + " 2026-11-29 05:00 UTC");
  }

  @Test
  void everyCommandIsForTheOwnerOnly() throws SQLException {
    UUID id = up("owner");
    for (String path :
        List.of(
            path(id),
            path(id) + "/wait_status",
            path(id) + "/links",
            "/postgres/v0/databases/" + id + "/credentials/default")) {
      refused(world.atTier("bob").get(path), 404, "not_found");
      refused(new Client(world.tier, "Bearer nobody").get(path), 401, "unauthorized");
      refused(new Client(world.tier, "").get(path), 401, "unauthorized");
      refused(
          new Client(world.tier, Client.basic("heroku-postgresql", "addon-password")).get(path),
          401,
          "unauthorized");
    }
    refused(ann.get(path(UUID.randomUUID())), 404, "not_found");
    refused(ann.get("/client/v11/databases/%2e%2e%2faccount"), 404, "not_found");
    refused(ann.get("/client/v11/databases/" + "x".repeat(300)), 404, "not_found");
  }

  @Test
  void aDatabaseIsFoundByItsNameAndByBasicToo() throws SQLException {
    UUID id = up("names");
    String name = BED.resources().find(id).orElseThrow().getName();
    Client basic = new Client(world.tier, Client.basic("", Marketplace.token("ann")));
    Answer credential = basic.get("/postgres/v0/databases/" + name + "/credentials/default");
    assertThat(credential.status()).isEqualTo(200);
    assertThat(credential.text("/state")).isEqualTo("active");
    assertThat(credential.text("/host")).isEqualTo("db.example");
    assertThat(credential.json().path("port").asInt()).isEqualTo(6000);
    assertThat(credential.text("/credentials/0/user")).isEqualTo("u" + hex(id));
    assertThat(credential.text("/credentials/0/state")).isEqualTo("active");
    assertThat(credential.json().at("/credentials/0/connections").isNull()).isTrue();
    Answer all = basic.get("/postgres/v0/databases/" + name + "/credentials");
    assertThat(all.json()).hasSize(1);
    assertThat(all.json().get(0)).isEqualTo(credential.json());
  }

  @Test
  void aNewNameIsLearntFromThePlatform() throws SQLException {
    UUID id = up("renamed");
    world
        .atPlatform("ann")
        .send(
            "PATCH",
            "/apps/renamed/addons/" + id,
            "{'name':'brand-new'}",
            "Content-Type",
            "application/json");
    assertThat(ann.get("/client/v11/databases/brand-new").text("/name")).isEqualTo("brand-new");
    assertThat(BED.resources().find("brand-new").orElseThrow().getId()).isEqualTo(id);
  }

  @Test
  void whatThePlatformKnowsBeforeUsIsNotYetProvisioned() throws SQLException {
    UUID id = world.bought("early");
    BED.sql("DELETE FROM starter_tier.resource WHERE id = '" + id + "'");
    Answer answer = ann.get(path(id));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void everyOtherCommandGetsTheOneRefusal() throws SQLException {
    UUID id = up("refusals");
    String data = path(id);
    String pg = "/postgres/v0/databases/" + id;
    String advanced = "/data/postgres/v1/" + id;
    String maintenance = "/data/maintenances/v1/" + id;
    for (String get :
        List.of(
            data + "/links",
            data + "/metrics",
            data + "/bastion",
            data + "/transfer-schedules",
            data + "/maintenance",
            data + "/reset",
            pg + "/config",
            pg + "/credentials/other",
            advanced + "/info",
            maintenance,
            maintenance + "/window")) {
      Answer answer = ann.get(get);
      refused(answer, 422, "unprocessable");
      assertThat(answer.text("/message"))
          .startsWith("This command is not available for Essential 0 databases.");
    }
    assertThat(ann.get(data + "/upgrade/wait_status").text("/error?")).isEqualTo("true");
    assertThat(ann.get(data + "/links").text("/message")).endsWith("copy data with pg:copy.");
    for (String post :
        List.of(
            data + "/upgrade/run",
            data + "/connection-pooling",
            data + "/backups",
            pg + "/repair-default",
            pg + "/credentials",
            pg + "/credentials_rotation",
            maintenance + "/run")) {
      refused(ann.post(post, "{}"), 422, "unprocessable");
    }
    for (String put : List.of(data + "/unfollow", data + "/stats_reset", advanced + "/settings")) {
      refused(ann.put(put, "{}"), 422, "unprocessable");
    }
    refused(ann.delete(pg + "/credentials/default"), 422, "unprocessable");
    refused(ann.send("PATCH", pg + "/config", "{}"), 422, "unprocessable");
  }

  private static Answer meanwhile(Callable<Answer> call, UUID id, String wish) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waiting = threads.submit(call);
      String row = " FROM starter_tier.resource WHERE id = '" + id + "'";
      Await.until("recorded", () -> BED.value("SELECT " + wish + "_asked" + row).equals("1"));
      BED.sql(
          "UPDATE starter_tier.resource SET %s_done = %s_asked WHERE id = '%s'"
              .formatted(wish, wish, id));
      return waiting.get();
    }
  }

  @Test
  void aResetIsRecordedAndItsOutcomeAwaited() throws Exception {
    UUID id = up("reset");
    Answer answer =
        meanwhile(
            () -> ann.put(path(id) + "/reset", "{'extensions':['hstore','citext']}"), id, "reset");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(BED.resources().find(id).orElseThrow().getResetExtensions())
        .containsExactly("citext", "hstore");
  }

  @Test
  void extensionsOfAResetAreThoseOfTheList() throws SQLException {
    UUID id = up("extensions");
    refused(ann.put(path(id) + "/reset", "{'extensions':['dblink']}"), 422, "invalid_params");
    refused(ann.put(path(id) + "/reset", "{'extensions':'citext'}"), 422, "invalid_params");
    refused(ann.put(path(id) + "/reset", "{'extensions':[7]}"), 422, "invalid_params");
    refused(ann.put(path(id) + "/reset", "{oops"), 400, "bad_request");
    assertThat(BED.resources().find(id).orElseThrow().getResetAsked()).isZero();
  }

  @Test
  void aConnectionResetIsRecordedAndItsOutcomeAwaited() throws Exception {
    UUID id = up("cut");
    Answer answer = meanwhile(() -> ann.post(path(id) + "/connection_reset", ""), id, "cut");
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void aProvisionIsFinishedAtTheMarketplaceAndEndedByIt() throws SQLException {
    UUID id = world.bought("whole");
    ResourceRecord row = BED.resources().find(id).orElseThrow();
    String code = BED.sealer().open(row.getGrantCode(), Resources.context(id, "grant"));
    Tokens tokens = world.market.exchange(code);
    String token = world.market.refresh(tokens.refreshToken()).accessToken();
    world.market.sendConfig(id, token, Map.of("HEROKU_POSTGRESQL_URL", "postgres://h/d"));
    world.market.provisioned(id, token);
    Client atPlatform = world.atPlatform("ann");
    assertThat(atPlatform.get("/addons/" + id).text("/state")).isEqualTo("provisioned");
    assertThat(atPlatform.get("/apps/whole/config-vars").text("/DATABASE_URL"))
        .isEqualTo("postgres://h/d");
    assertThat(atPlatform.delete("/apps/whole/addons/" + id).status()).isEqualTo(200);
    assertThat(BED.resources().find(id).orElseThrow().getDeprovisionedAt()).isNotNull();
    refused(ann.get(path(id)), 404, "not_found");
  }

  @Test
  void nothingSecretIsLogged() throws SQLException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream console = System.out;
    String url;
    try (PrintStream captured = new PrintStream(log, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      UUID id = up("quiet");
      url = ann.get(path(id)).text("/resource_url");
      ann.get(path(id) + "/wait_status?token=" + Marketplace.token("ann"));
      ann.put(path(id) + "/reset", "{'extensions':['" + Marketplace.token("ann") + "']}");
    } finally {
      System.setOut(console);
    }
    String password = url.split("[:@]", 4)[2];
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("path=/client/v11/databases/")
        .doesNotContain(password)
        .doesNotContain(Marketplace.token("ann"))
        .doesNotContain("addon-password")
        .doesNotContain("hunter2");
  }
}
