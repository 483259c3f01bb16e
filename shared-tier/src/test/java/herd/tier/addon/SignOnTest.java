package herd.tier.addon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.tier.Client;
import herd.tier.Client.Answer;
import herd.tier.Marketplace;
import herd.tier.TestBed;
import java.io.IOException;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Single sign-on as addon-provider.md, section 6, has it. */
class SignOnTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  private static final String RESOURCES = "/heroku/resources/";
  private static Marketplace world;
  private static Client browser;

  @BeforeAll
  static void start() throws IOException, SQLException {
    world = new Marketplace(BED);
    browser = new Client(world.tier, "");
    BED.server(100);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static String sha1(Object id, long timestamp) {
    return SignOnToken.digest("SHA-1", id + ":" + Marketplace.SALT.reveal() + ":" + timestamp);
  }

  private static Map<String, String> fields(UUID id, long timestamp) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("resource_id", id.toString());
    fields.put("resource_token", sha1(id, timestamp));
    fields.put("timestamp", Long.toString(timestamp));
    fields.put("user_id", "u1");
    fields.put("email", "ann@example.org");
    return fields;
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Answer login(Map<String, String> fields) {
    return browser.form("/sso/login", form(fields));
  }

  private static Map<String, String> cookies(Answer answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.split(";", 2)[0].split("=", 2))
        .collect(Collectors.toMap(cookie -> cookie[0], cookie -> cookie[1]));
  }

  private static Answer page(UUID id, Answer login) {
    return browser.get("/databases/" + id, "Cookie", "herd_session=" + session(login));
  }

  private static String session(Answer login) {
    return cookies(login).getOrDefault("herd_session", "none");
  }

  @Test
  void theMarketplacesOwnFormOpensThePage() throws SQLException {
    UUID id = world.bought("form");
    BED.up(id);
    BED.facts(id, "{\"tables\": 3}");
    Map<String, String> fields = new LinkedHashMap<>();
    JsonNode sso = world.atPlatform("ann").get("/apps/form/addons/" + id + "/sso").json();
    sso.path("params").properties().forEach(p -> fields.put(p.getKey(), p.getValue().asText()));
    Answer login = login(fields);
    assertThat(login.status()).isEqualTo(302);
    assertThat(login.header("Location")).isEqualTo("/databases/" + id);
    assertThat(cookies(login)).containsEntry("heroku-nav-data", fields.get("nav-data"));
    assertThat(login.headers().allValues("Set-Cookie"))
        .anyMatch(
            c -> c.startsWith("herd_session=") && c.contains("HttpOnly") && c.contains("Lax"));
    Answer page = page(id, login);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body())
        .contains("<div id=\"heroku-header\">", "<td>Essential 0</td>", "<td>Available</td>")
        .doesNotContain("postgres://");
  }

  @Test
  void theDocumentedExampleTokenIsTheOneWeMake() {
    assertThat(
            SignOnToken.digest("SHA-1", "123:2f97bfa52ca102f8874716e2eb1d3b4920ad0be4:1267597772"))
        .isEqualTo("bb466eb1d6bc345d11072c3cd25c311f21be130d");
  }

  @Test
  void bothTokensAreTakenAndTheUsersWins() {
    UUID id = world.bought("tokens");
    long time = now();
    Map<String, String> fields = fields(id, time);
    assertThat(login(fields).status()).isEqualTo(302);
    String salted = id + ":" + Marketplace.SALT.reveal() + ":" + time;
    fields.put(
        "user_scoped_resource_token",
        SignOnToken.digest("SHA-256", salted + ":u1:ann@example.org"));
    assertThat(login(fields).status()).isEqualTo(302);
    fields.put("email", "bob@example.org");
    assertThat(login(fields).status()).isEqualTo(403);
  }

  @Test
  void whatIsWrongOrOldIsForbidden() {
    UUID id = world.bought("wrong");
    assertThat(login(fields(id, now() - 360)).status()).isEqualTo(403);
    assertThat(login(fields(id, now() + 360)).status()).isEqualTo(403);
    assertThat(login(fields(id, now() - 240)).status()).isEqualTo(302);
    Map<String, String> fields = fields(id, now());
    fields.put("resource_token", "0".repeat(40));
    Answer answer = login(fields);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    fields.put("timestamp", "soon");
    assertThat(login(fields).status()).isEqualTo(403);
    assertThat(login(Map.of()).status()).isEqualTo(403);
    assertThat(browser.get(RESOURCES + id).status()).isEqualTo(403);
  }

  @Test
  void theClassicFormAndLinkWorkToo() {
    UUID id = world.bought("classic");
    long time = now();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", id.toString());
    fields.put("token", sha1(id, time));
    fields.put("timestamp", Long.toString(time));
    fields.put("nav-data", "eyJhIjoxfQ==");
    fields.put("email", "ann@example.org");
    fields.put("app", "classic");
    for (Answer login : List.of(login(fields), browser.get(RESOURCES + id + "?" + form(fields)))) {
      assertThat(login.status()).isEqualTo(302);
      assertThat(cookies(login)).containsEntry("heroku-nav-data", "eyJhIjoxfQ==");
      assertThat(page(id, login).status()).isEqualTo(200);
    }
    fields.put("nav-data", "x; Domain=evil");
    assertThat(cookies(login(fields))).doesNotContainKey("heroku-nav-data");
  }

  @Test
  void aSessionIsForOneDatabaseAndCannotBeMade() throws SQLException {
    UUID mine = world.bought("mine");
    UUID other = world.bought("other");
    Answer login = login(fields(mine, now()));
    assertThat(page(mine, login).status()).isEqualTo(200);
    assertThat(page(other, login).status()).isEqualTo(403);
    assertThat(browser.get("/databases/" + mine).status()).isEqualTo(403);
    assertThat(browser.get("/databases/not-an-id").status()).isEqualTo(403);
    String forged = session(login).replace(session(login).charAt(30), 'A') + "B";
    assertThat(browser.get("/databases/" + mine, "Cookie", "herd_session=" + forged).status())
        .isEqualTo(403);
    BED.resources().deprovision(mine);
    assertThat(page(mine, login).status()).isEqualTo(410);
    assertThat(login(fields(mine, now())).status()).isEqualTo(404);
  }

  @Test
  void whatIsWrongWithAPartOfTheDatabaseIsOnThePage() throws SQLException {
    UUID id = world.bought("pair");
    UUID pair = UUID.randomUUID();
    BED.plane().subjects().add(pair, "pair", "pair-pair", TestBed.State.CREATING, Optional.of(id));
    Answer login = login(fields(id, now()));
    assertThat(page(id, login).body()).doesNotContain("one copy");
    BED.sql(
        """
        INSERT INTO control.incident (id, type, subject_id, owner)
        VALUES ('%s', 'standby_lost', '%s', 'starter-tier')
        """
            .formatted(UUID.randomUUID(), pair));
    assertThat(page(id, login).body()).contains("one copy at the moment");
  }

  @Test
  void everythingOnThePageIsEscaped() throws SQLException {
    UUID id = world.bought("hostile");
    BED.resources().rename(id, "<script>alert('x')</script>");
    BED.sql(
        """
        INSERT INTO control.transition (subject_id, from_state, to_state, why, vantage, worker)
        VALUES ('%s', 'CREATING', 'AVAILABLE', '<script>', 'a', 'w')
        """
            .formatted(id));
    BED.sql(
        """
        INSERT INTO control.incident (id, type, subject_id, owner)
        VALUES ('%s', 'over_limit', '%s', 'starter-tier'), ('%s', 'think_failed', '%s', 'starter-tier')
        """
            .formatted(UUID.randomUUID(), id, UUID.randomUUID(), id));
    Answer page = page(id, login(fields(id, now())));
    assertThat(page.body())
        .doesNotContain("<script>", "think")
        .contains("&lt;script&gt;", "over a limit", "<td>available</td>");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
  }
}
