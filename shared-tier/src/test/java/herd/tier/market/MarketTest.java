package herd.tier.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import herd.service.Environment;
import herd.service.Secret;
import herd.service.http.HttpCalls;
import herd.tier.Client;
import herd.tier.TestBed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each answer of a marketplace becomes, over real HTTP. */
class MarketTest {

  private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  private static final String VIEW =
      """
      {"id":"%s","name":"curved-1","app":{"id":"a1","name":"acme"},
       "config_vars":["DATABASE_URL","HEROKU_POSTGRESQL_PINK_URL"]}
      """
          .formatted(ID);

  private record Heard(String request, String authorization, String body) {}

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private final HttpCalls calls =
      new HttpCalls(Duration.ofSeconds(10), Duration.ofSeconds(10), 4 << 20);
  private HttpServer server;
  private Market market;
  private volatile int status = 200;
  private volatile String body = "{}";
  private volatile Map<String, String> headers = Map.of();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    market =
        new Market(
            new MarketConfig(
                url, url, new Secret("the-client&secret"), "herd-pg", new Secret("pass-word")),
            calls,
            now::get);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    calls.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      heard.add(
          new Heard(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              given == null ? "" : given,
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      headers.forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private MarketTrouble trouble(ThrowingCallable call) {
    return catchThrowableOfType(MarketTrouble.class, call);
  }

  @Test
  void aGrantIsExchangedByAFormWhoseFieldsAreEncoded() {
    body = "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":28799,\"new\":{}}";
    assertThat(market.exchange("co de")).isEqualTo(new Tokens("a", "r", Duration.ofSeconds(28799)));
    assertThat(heard.getFirst().request()).isEqualTo("POST /oauth/token");
    assertThat(heard.getFirst().body().split("&"))
        .containsExactlyInAnyOrder(
            "grant_type=authorization_code", "code=co+de", "client_secret=the-client%26secret");
  }

  @Test
  void aSpentGrantIsRefusedAndTheMessageHoldsNoSecret() {
    status = 400;
    body = "{\"error\":\"invalid_grant\",\"message\":\"co-de the-client&secret\"}";
    MarketTrouble trouble = trouble(() -> market.exchange("co-de"));
    assertThat(trouble.kind()).isEqualTo(MarketTrouble.Kind.REFUSED);
    assertThat(trouble)
        .hasMessage("exchanging the grant: the marketplace answered 400 invalid_grant");
  }

  @Test
  void aWrongClientSecretNamesItsVariable() {
    status = 401;
    MarketTrouble trouble = trouble(() -> market.refresh("r"));
    assertThat(trouble.kind()).isEqualTo(MarketTrouble.Kind.REFUSED);
    assertThat(trouble).hasMessageContaining("HERD_ADDON_CLIENT_SECRET");
  }

  @Test
  void anAnswerWithoutItsTokenIsRefusedWithoutQuotingIt() {
    body = "{\"access_token\":\"hunter2\"}";
    assertThat(trouble(() -> market.exchange("c")))
        .hasMessage("exchanging the grant: the marketplace's answer has not a field refresh_token");
    body = "hunter2";
    assertThat(trouble(() -> market.exchange("c")).getMessage()).doesNotContain("hunter2");
  }

  @Test
  void configIsPatchedAsAListOfNamesAndValues() {
    market.sendConfig(ID, "token", Map.of("HEROKU_POSTGRESQL_URL", "postgres://u:\"p@h/d"));
    assertThat(heard)
        .containsExactly(
            new Heard(
                "PATCH /addons/" + ID + "/config",
                "Bearer token",
                "{\"config\":[{\"name\":\"HEROKU_POSTGRESQL_URL\",\"value\":\"postgres://u:\\\"p@h/d\"}]}"));
  }

  @Test
  void actionsArePostedByTheAddonsOwnToken() {
    market.provisioned(ID, "token");
    market.deprovisioned(ID, "token");
    assertThat(heard)
        .containsExactly(
            new Heard("POST /addons/" + ID + "/actions/provision", "Bearer token", ""),
            new Heard("POST /addons/" + ID + "/actions/deprovision", "Bearer token", ""));
  }

  @Test
  void aCallBackIsAPutWithTheAddonsOwnCredentials() {
    market.callBack(callback(), ID, Map.of("HEROKU_POSTGRESQL_URL", "postgres://h/d"));
    assertThat(heard)
        .containsExactly(
            new Heard(
                "PUT /callback/999?a=b",
                Client.basic("herd-pg", "pass-word"),
                "{\"id\":\"%s\",\"config\":{\"HEROKU_POSTGRESQL_URL\":\"postgres://h/d\"}}"
                    .formatted(ID)));
  }

  @Test
  void aCallBackFollowsNoRedirectAndItsTroubleHoldsNoSecret() {
    status = 307;
    headers = Map.of("Location", callback().toString());
    MarketTrouble trouble = trouble(() -> market.callBack(callback(), ID, Map.of("A", "hunter2")));
    assertThat(trouble.kind()).isEqualTo(MarketTrouble.Kind.REFUSED);
    assertThat(trouble).hasMessage("calling back for " + ID + ": the marketplace answered 307");
    assertThat(heard).hasSize(1);
  }

  private URI callback() {
    return URI.create(
        "http://127.0.0.1:%d/callback/999?a=b".formatted(server.getAddress().getPort()));
  }

  @Test
  void eachStatusSaysWhatToDoNext() {
    Map<Integer, MarketTrouble.Kind> kinds =
        Map.of(
            401, MarketTrouble.Kind.UNAUTHORIZED,
            403, MarketTrouble.Kind.REFUSED,
            404, MarketTrouble.Kind.GONE,
            410, MarketTrouble.Kind.GONE,
            422, MarketTrouble.Kind.REFUSED,
            429, MarketTrouble.Kind.RETRY,
            500, MarketTrouble.Kind.RETRY,
            503, MarketTrouble.Kind.RETRY);
    kinds.forEach((code, kind) -> {
      status = code;
      assertThat(trouble(() -> market.provisioned(ID, "t")).kind()).as("%d", code).isEqualTo(kind);
    });
  }

  @Test
  void aRetryAfterIsHandedOnAndBounded() {
    status = 429;
    headers = Map.of("Retry-After", "7");
    assertThat(trouble(() -> market.provisioned(ID, "t")).retryAfter())
        .contains(Duration.ofSeconds(7));
    headers = Map.of("Retry-After", "999999");
    assertThat(trouble(() -> market.provisioned(ID, "t")).retryAfter())
        .contains(Duration.ofHours(1));
    headers = Map.of("Retry-After", "tomorrow");
    assertThat(trouble(() -> market.provisioned(ID, "t")).retryAfter()).isEmpty();
  }

  @Test
  void aMarketplaceThatIsAwayIsAskedAgainLater() {
    server.stop(0);
    MarketTrouble trouble = trouble(() -> market.exchange("hunter2"));
    assertThat(trouble.kind()).isEqualTo(MarketTrouble.Kind.RETRY);
    assertThat(trouble).hasMessageNotContaining("hunter2").hasNoCause();
  }

  @Test
  void aCustomersAddonIsAskedForOnceAMinute() {
    body = VIEW;
    AddonView addon =
        new AddonView(
            ID,
            "curved-1",
            "acme",
            Optional.of("a1"),
            List.of("DATABASE_URL", "HEROKU_POSTGRESQL_PINK_URL"));
    assertThat(addon.attachments()).containsExactly("DATABASE", "HEROKU_POSTGRESQL_PINK");
    Sight theirs = new Sight.Theirs(addon);
    assertThat(market.addonSeenBy("curved-1", "tom")).isEqualTo(theirs);
    assertThat(market.addonSeenBy("curved-1", "tom")).isEqualTo(theirs);
    assertThat(heard).containsExactly(new Heard("GET /addons/curved-1", "Bearer tom", ""));
    market.addonSeenBy("curved-1", "tim");
    assertThat(heard).hasSize(2);
    now.addAndGet(Sights.KEPT.toNanos() + 1);
    market.addonSeenBy("curved-1", "tom");
    assertThat(heard).hasSize(3);
  }

  @Test
  void aNoIsNotRemembered() {
    status = 404;
    assertThat(market.addonSeenBy("curved-1", "tom")).isEqualTo(new Sight.NotTheirs());
    status = 403;
    assertThat(market.addonSeenBy("curved-1", "tom")).isEqualTo(new Sight.NotTheirs());
    status = 401;
    assertThat(market.addonSeenBy("curved-1", "tom")).isEqualTo(new Sight.BadToken());
    status = 200;
    body = VIEW;
    assertThat(market.addonSeenBy("curved-1", "tom")).isInstanceOf(Sight.Theirs.class);
  }

  @Test
  void hostileNamesAndTokensNeverReachTheMarketplace() {
    for (String name : List.of("../account", "a/b", "a?b", "", "a b", "a\nb", "x".repeat(200))) {
      assertThat(market.addonSeenBy(name, "tom")).isEqualTo(new Sight.NotTheirs());
    }
    assertThat(market.addonSeenBy("curved-1", "a\r\nX: y")).isEqualTo(new Sight.BadToken());
    assertThat(heard).isEmpty();
  }

  @Test
  void configurationNamesWhatIsMissing() {
    Environment environment =
        new Environment(
            Map.of(
                "HERD_MARKETPLACE_API_URL", "http://127.0.0.1:5000/",
                "HERD_ADDON_PASSWORD", "hunter3",
                "HERD_ADDON_CLIENT_SECRET", "hunter2"));
    MarketConfig config = environment.read(read -> MarketConfig.from(read, TestBed.TIER));
    assertThat(config.identity()).isEqualTo(URI.create("http://127.0.0.1:5000"));
    assertThat(config.addon()).isEqualTo("heroku-postgresql");
    assertThat(config.toString()).doesNotContain("hunter");
    assertThat(
            catchThrowableOfType(
                RuntimeException.class,
                () ->
                    new Environment(Map.of()).read(read -> MarketConfig.from(read, TestBed.TIER))))
        .hasMessageContaining("HERD_MARKETPLACE_API_URL")
        .hasMessageContaining("HERD_ADDON_PASSWORD")
        .hasMessageContaining("HERD_ADDON_CLIENT_SECRET");
  }
}
