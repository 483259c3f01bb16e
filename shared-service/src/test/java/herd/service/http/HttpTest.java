package herd.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.service.Environment;
import herd.service.ServiceContext;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every row of the error table, over real HTTP. */
class HttpTest {

  record Wanted(String plan, int size) {}

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ServiceContext CONTEXT =
      new ServiceContext("sample", new Environment(Map.of()));
  private static WebServer server;

  @BeforeAll
  static void start() {
    server =
        WebServer.start(
            CONTEXT,
            HttpConfig.anyPort(),
            c -> {
              c.routes.post("/plans", ctx -> ctx.json(JsonBody.of(ctx).as(Wanted.class)));
              c.routes.post("/names", ctx -> ctx.json(Map.of("is", JsonBody.of(ctx).text("name"))));
              c.routes.post("/bytes", ctx -> ctx.json(Map.of("length", ctx.bodyAsBytes().length)));
              c.routes.post(
                  "/sized", ctx -> ctx.json(JsonBody.of(ctx).optionalInteger("n", 1, 9).orElse(0)));
              c.routes.get(
                  "/numbers", ctx -> ctx.json(ctx.queryParamAsClass("n", Integer.class).get()));
              c.routes.get("/trace", ctx -> ctx.json(Map.of("is", Trace.current().orElse("-"))));
              c.routes.get("/thread", ctx -> ctx.json(Thread.currentThread().isVirtual()));
              c.routes.get(
                  "/gone",
                  _ -> {
                    throw ApiError.gone("That database was removed.").with("resource", "x");
                  });
              c.routes.get(
                  "/mine",
                  _ -> {
                    throw ApiError.unauthorized("Wrong credentials.");
                  });
              c.routes.get(
                  "/broken",
                  _ -> {
                    throw new IllegalStateException("postgres://u:hunter2@db/x failed");
                  });
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void malformedJsonIsABadRequestThatDoesNotEchoTheBody() throws Exception {
    var answer = post("/names", "{\"password\":\"hunter2\", oops");
    assertError(answer, 400, "bad_request");
    assertThat(answer.body()).doesNotContain("hunter2").doesNotContain("oops").contains("line 1");
    assertError(post("/names", ""), 400, "bad_request");
    assertError(post("/names", "[1]"), 400, "bad_request");
    assertError(post("/names", "{} trailing"), 400, "bad_request");
    assertError(post("/names", "[".repeat(100_000)), 400, "bad_request");
  }

  @Test
  void aWrongTypeNamesTheFieldAndNotTheValue() throws Exception {
    var answer = post("/plans", "{\"plan\":\"mini\",\"size\":\"hunter2\"}");
    assertError(answer, 422, "invalid_params");
    assertThat(answer.body()).contains("'size'").doesNotContain("hunter2");
    assertError(post("/plans", "{\"plan\":7,\"size\":1}"), 422, "invalid_params");
    assertError(post("/names", "{\"name\":7}"), 422, "invalid_params");
    assertError(post("/names", "{}"), 422, "invalid_params");
    assertError(post("/sized", "{\"n\":10}"), 422, "invalid_params");
    assertError(post("/sized", "{\"n\":99999999999}"), 422, "invalid_params");
    assertError(get("/numbers?n=hunter2"), 422, "invalid_params");
    assertThat(get("/numbers?n=hunter2").body()).doesNotContain("hunter2");
  }

  @Test
  void aNulInATextIsRefusedBeforePostgresWould() throws Exception {
    assertError(post("/names", "{\"name\":\"a\\u0000b\"}"), 422, "invalid_params");
    assertError(post("/names", "{\"name\":\"a\",\"x\":[{\"y\\u0000\":1}]}"), 422, "invalid_params");
  }

  @Test
  void unknownFieldsAreAccepted() throws Exception {
    assertThat(post("/plans", "{\"plan\":\"mini\",\"size\":1,\"new\":{}}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anUnknownRouteAndAWrongMethodSayDifferentThings() throws Exception {
    assertError(get("/nothing"), 404, "not_found");
    var answer = get("/plans");
    assertError(answer, 405, "method_not_allowed");
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("POST");
  }

  @Test
  void anErrorOfAHandlerKeepsItsStatusIdMessageAndFields() throws Exception {
    JsonNode body = assertError(get("/gone"), 410, "gone");
    assertThat(body.path("resource").asText()).isEqualTo("x");
    assertThat(get("/mine").headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void anUnexpectedErrorTellsAReferenceAndNothingElse() throws Exception {
    var answer = send(request("/broken").header("Request-Id", "abc-1"));
    JsonNode body = assertError(answer, 500, "internal_server_error");
    assertThat(body.path("reference").asText()).isEqualTo("abc-1");
    assertThat(answer.body()).doesNotContain("hunter2").doesNotContain("IllegalState");
  }

  @Test
  void aBodyOfOneMebibyteIsTakenAndOneByteMoreIsRefused() throws Exception {
    byte[] most = new byte[HttpConfig.MOST_BODY_BYTES];
    var taken = send(request("/bytes").POST(BodyPublishers.ofByteArray(most)));
    assertThat(taken.body()).contains("1048576");
    byte[] more = Arrays.copyOf(most, most.length + 1);
    var refused = send(request("/bytes").POST(BodyPublishers.ofByteArray(more)));
    assertError(refused, 413, "too_large");
  }

  @Test
  void aChunkedBodyIsCountedToo() throws Exception {
    byte[] more = new byte[HttpConfig.MOST_BODY_BYTES + 1];
    var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(more));
    assertError(send(request("/bytes").POST(chunked)), 413, "too_large");
  }

  @Test
  void headersOfEightKilobytesAreTakenAndTooLargeOnesAreRefusedAsJson() throws Exception {
    assertThat(send(request("/trace").header("Request-Id", "a" + ",b".repeat(4000))).body())
        .contains("\"a\"");
    String answer =
        raw("GET /trace HTTP/1.1\r\nHost: x\r\nX-Big: " + "a".repeat(20_000) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431").contains("{\"id\":");
  }

  @Test
  void whatTheServerItselfRefusesIsJsonWithoutAStackTrace() throws Exception {
    for (String line : new String[] {"GET /%ZZ HTTP/1.1", "GET /a/..%2f/b HTTP/1.1", "NONSENSE"}) {
      String answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer)
          .startsWith("HTTP/1.1 4")
          .contains("{\"id\":")
          .doesNotContain("org.eclipse");
    }
  }

  @Test
  void theTraceIdIsTheCallersFirstWhenItIsSafeAndNewOtherwise() throws Exception {
    String id = UUID.randomUUID().toString();
    var answer = send(request("/trace").header("Request-Id", id + ",second"));
    assertThat(answer.body()).contains(id);
    assertThat(answer.headers().firstValue("Request-Id")).contains(id);
    assertThat(send(request("/trace").header("X-Request-Id", "x\" level=ERROR")).body())
        .matches("\\{\"is\":\"[0-9a-f]{16}\"}");
    String traced = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(
            send(request("/trace")
                    .header("traceparent", "00-" + traced + "-00f067aa0ba902b7-01")
                    .header("Request-Id", id))
                .body())
        .contains(traced);
    for (String none : List.of("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01", traced, "00--")) {
      assertThat(
              send(request("/trace").header("traceparent", none).header("Request-Id", id)).body())
          .contains(id);
    }
  }

  @Test
  void theAnswerHasTheMediaTypeThatAddOnCallsAskFor() throws Exception {
    String wanted = "application/vnd.heroku-addons+json; version=3";
    for (String path : new String[] {"/thread", "/gone", "/nothing"}) {
      var answer = send(request(path).header("Accept", wanted));
      assertThat(answer.headers().firstValue("Content-Type")).contains(wanted);
    }
    assertThat(get("/thread").headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
  }

  @Test
  void handlersRunOnVirtualThreads() throws Exception {
    assertThat(get("/thread").body()).isEqualTo("true");
  }

  @Test
  void healthNamesEachCheckAndIs503WhenOneFails() throws Exception {
    CONTEXT.health().check("database", Optional::empty);
    assertThat(get("/health").statusCode()).isEqualTo(200);
    CONTEXT
        .health()
        .check("database", () -> Optional.of("postgres://u:hunter2@db does not answer"));
    var answer = get("/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"service\":\"sample\"").doesNotContain("hunter2");
    CONTEXT.health().check("database", Optional::empty);
  }

  @Test
  void metricsAreInPrometheusTextWithPercentiles() throws Exception {
    CONTEXT.metrics().summary("look_seconds", "How long a look takes").observe(0.25);
    CONTEXT.metrics().counter("looks", "Looks", "outcome").labelValues("ok").inc();
    CONTEXT.metrics().gaugeOf("ring_age", "Age", r -> r.value(3, "ha"), "lane");
    assertThat(get("/metrics").body())
        .contains("look_seconds{quantile=\"0.99\"} 0.25")
        .contains("looks_total{outcome=\"ok\"} 1.0")
        .contains("ring_age{lane=\"ha\"} 3.0");
  }

  @Test
  void aCallToAnotherServiceCarriesTheTraceId() throws Exception {
    try (HttpCalls calls = new HttpCalls();
        Trace.Scope _ = Trace.of("handed-on")) {
      assertThat(calls.send(request("/trace")).body()).contains("handed-on");
    }
  }

  private static JsonNode assertError(HttpResponse<String> answer, int status, String id)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode body = Json.MAPPER.readTree(answer.body());
    assertThat(body.path("id").asText()).isEqualTo(id);
    assertThat(body.path("message").asText()).isNotBlank();
    return body;
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
