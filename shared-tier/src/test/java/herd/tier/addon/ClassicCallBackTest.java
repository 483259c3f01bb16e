package herd.tier.addon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import herd.controlplane.ring.Token;
import herd.service.Secret;
import herd.service.http.HttpCalls;
import herd.service.http.Json;
import herd.tier.Client;
import herd.tier.Client.Answer;
import herd.tier.TestBed;
import herd.tier.data.Databases;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.market.MarketTrouble;
import herd.tier.resource.PlatformActs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** addon-provider.md, section 7: a classic provision that outlasts its request, over real HTTP. */
class ClassicCallBackTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  private static final String RESOURCES = "/heroku/resources";
  private static final String OURS = Client.basic("heroku-postgresql", "addon-password");
  private static final Secret PASSWORD = new Secret("addon-password");
  private static final Token NONE = new Token(0, 0);

  private record Heard(String request, String authorization, JsonNode body) {}

  private static Client kensa;
  private static PlatformActs acts;

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final UUID id = UUID.randomUUID();
  private HttpServer listener;
  private volatile int status = 200;
  private volatile Runnable meanwhile = () -> {};

  @BeforeAll
  static void serve() throws Exception {
    AddonConfig config =
        new AddonConfig(
            "heroku-postgresql",
            PASSWORD,
            new Secret("salt"),
            new Regions(List.of("us")),
            Duration.ZERO);
    AddonRoutes routes =
        new AddonRoutes(
            TestBed.TIER,
            config,
            BED.resources(),
            new Databases(BED.plane(), TestBed.TIER, BED.resources()),
            TestBed.State.CREATING);
    kensa =
        new Client(
            BED.serve(c -> routes.mount(c.routes)), OURS, List.of("Accept", "application/json"));
    URI nowhere = URI.create("http://127.0.0.1:1");
    Market market =
        new Market(
            new MarketConfig(nowhere, nowhere, new Secret("none"), "heroku-postgresql", PASSWORD),
            BED.closedAtEnd(new HttpCalls()));
    acts =
        new PlatformActs(
            BED.plane(), BED.resources(), market, BED.sealer(), "HEROKU_POSTGRESQL_URL");
    BED.server(100);
  }

  @BeforeEach
  void listen() throws IOException {
    listener = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    listener.createContext("/", this::hear);
    listener.start();
  }

  @AfterEach
  void stop() {
    listener.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      heard.add(
          new Heard(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              Json.MAPPER.readTree(new String(exchange.getRequestBody().readAllBytes(), UTF_8))));
      meanwhile.run();
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private String callback(String path) {
    return "http://127.0.0.1:" + listener.getAddress().getPort() + path;
  }

  private Answer provision(String more) {
    return kensa.post(
        RESOURCES,
        """
        {'heroku_id':'app8229@kensa.heroku.com','plan':'test','logplex_token':null,
         'region':'amazon-web-services::us-east-1','options':{},'uuid':'%s'%s}
        """
            .formatted(id, more));
  }

  private Answer provisionCalledBackAt(String url) {
    return provision(",'callback_url':'" + url + "'");
  }

  private String tell() throws Exception {
    return acts.tellProvisioned(BED.resources().find(id).orElseThrow()).run(NONE);
  }

  private String told() throws Exception {
    return BED.value(
        "select provisioned_at is not null from starter_tier.resource where id = '%s'"
            .formatted(id));
  }

  @Test
  void whatTakesLongerThanItsRequestIsCalledBackOnceItIsUp() throws Exception {
    Answer answer = provisionCalledBackAt(callback("/callback/999"));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text("/id")).isEqualTo(id.toString());
    assertThat(answer.json().has("config")).isFalse();
    assertThat(tell()).isEqualTo("the platform was called back");
    Heard call = heard.getFirst();
    assertThat(call.request()).isEqualTo("PUT /callback/999");
    assertThat(call.authorization()).isEqualTo(OURS);
    assertThat(call.body().path("id").asText()).isEqualTo(id.toString());
    Answer again = provisionCalledBackAt(callback("/callback/999"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("config").size()).isEqualTo(1);
    assertThat(again.json().path("config")).isEqualTo(call.body().path("config"));
    assertThat(heard).hasSize(1);
  }

  @Test
  void aCallThatDoesNotGetThroughIsMadeAgain() throws Exception {
    provisionCalledBackAt(callback("/callback/1"));
    for (int bad : List.of(503, 401, 302)) {
      status = bad;
      assertThatThrownBy(this::tell).isInstanceOf(MarketTrouble.class);
      assertThat(told()).isEqualTo("f");
    }
    assertThat(provisionCalledBackAt(callback("/callback/1")).status()).isEqualTo(202);
    status = 200;
    tell();
    assertThat(told()).isEqualTo("t");
    assertThat(heard).hasSize(4);
  }

  @Test
  void whoIsAnsweredWithTheUrlIsNotCalledBack() throws Exception {
    assertThat(provision("").status()).isEqualTo(503);
    assertThat(tell()).isEqualTo("its own request is answered with the URL");
    assertThat(provisionCalledBackAt(callback("/callback/2")).status()).isEqualTo(200);
    tell();
    assertThat(heard).isEmpty();
  }

  @Test
  void aCallThatIsPromisedDuringAnotherIsMadeToo() throws Exception {
    provisionCalledBackAt(callback("/first"));
    meanwhile = () -> provisionCalledBackAt(callback("/second"));
    assertThat(tell()).isEqualTo("the platform waits for a call since just now");
    assertThat(told()).isEqualTo("f");
    meanwhile = () -> {};
    tell();
    assertThat(told()).isEqualTo("t");
    assertThat(heard).extracting(Heard::request).containsExactly("PUT /first", "PUT /second");
  }

  @Test
  void aPlaceThatIsGoneIsNoWordThatTheDatabaseIsNotWanted() throws Exception {
    provisionCalledBackAt(callback("/callback/3"));
    status = 410;
    assertThat(tell()).startsWith("nobody waits for the call");
    assertThat(told()).isEqualTo("t");
    assertThat(BED.value("select wanted from control.subject where id = '%s'".formatted(id)))
        .isEqualTo("t");
  }

  @Test
  void aDeprovisionedDatabaseIsNotSpokenOf() throws Exception {
    provisionCalledBackAt(callback("/callback/4"));
    kensa.delete(RESOURCES + "/" + id);
    assertThat(tell()).isEqualTo("no longer wanted");
    assertThat(heard).isEmpty();
  }

  @Test
  void withoutAPlaceToCallThePlatformIsAskedToComeAgain() {
    Answer answer = provision("");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("10");
  }

  @Test
  void aPlaceThatCannotBeCalledIsRefused() {
    for (String url :
        List.of("ftp://127.0.0.1/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "a b", "/")) {
      Answer answer = provisionCalledBackAt(url);
      assertThat(answer.status()).as(url).isEqualTo(422);
      assertThat(answer.text("/message")).contains("'callback_url'");
    }
    assertThat(BED.resources().find(id)).isEmpty();
  }
}
