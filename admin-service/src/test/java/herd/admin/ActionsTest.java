package herd.admin;

import static herd.controlplane.generated.Tables.ACT;
import static org.assertj.core.api.Assertions.assertThat;

import herd.service.http.HttpConfig;
import herd.service.http.Trace;
import herd.service.http.WebServer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators ask of owners: the real pair, and owners that are away or answer nonsense. */
class ActionsTest {

  private static final String WHY = "{\"reason\":\"it swaps\"}";

  private final Rig rig = Rig.rig();

  @Test
  void aRestartReachesTheOwnerWithTheOperatorsOwnName() throws Exception {
    UUID id = rig.subject("server", "restarted");
    String forged = "{\"reason\":\"it swaps\",\"by\":\"somebody else\"}";
    HttpResponse<String> answer = rig.post("/v1/servers/" + id + "/restart", forged);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(Rig.json(answer).get("by").asText()).isEqualTo("ada");
    assertThat(Rig.RESTARTED).contains(id);
    var act = rig.starter.dsl().selectFrom(ACT).where(ACT.SUBJECT_ID.eq(id)).fetchSingle();
    assertThat(act.getDetail()).isEqualTo("ada");
    assertThat(act.getWhy()).isEqualTo("it swaps");
  }

  @Test
  void aSwitchoverIsAskedOfTheOwnerAndItsReportsAreRead() throws Exception {
    UUID id = rig.subject("resource", "switched");
    AtomicReference<String> heard = new AtomicReference<>("");
    String report = "{\"items\":[{\"id\":1}]}";
    WebServer pairs =
        WebServer.start(
            Rig.context("owner"),
            HttpConfig.anyPort(),
            c -> {
              c.routes.post(
                  "/operators/resources/{id}/switchover",
                  ctx -> {
                    heard.set(ctx.pathParam("id") + " " + ctx.body());
                    ctx.status(202).result("{}");
                  });
              c.routes.get("/operators/resources/{id}/failovers", ctx -> ctx.result(report));
            });
    try (pairs;
        WebServer admin = rig.adminAsking(Map.of("starter-tier", pairs.url()))) {
      HttpResponse<String> asked =
          Rig.send(
              Rig.to(admin, "/v1/resources/" + id + "/switchover")
                  .header("Authorization", "Bearer " + Rig.TOKEN)
                  .POST(BodyPublishers.ofString(WHY)));
      assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
      assertThat(heard.get()).startsWith(id.toString()).contains("\"by\":\"ada\"", "it swaps");
      HttpResponse<String> reports =
          Rig.send(
              Rig.to(admin, "/v1/resources/" + id + "/failovers")
                  .header("Authorization", "Bearer " + Rig.TOKEN));
      assertThat(reports.body()).isEqualTo(report);
    }
  }

  @Test
  void aHoldIsSeenAndReleased() throws Exception {
    UUID id = rig.subject("resource", "held");
    String hold = "{\"reason\":\"we look at it\",\"minutes\":5}";
    assertThat(rig.post("/v1/subjects/" + id + "/hold", hold).statusCode()).isEqualTo(202);
    assertThat(rig.json("/v1/subjects?held=true&name=held").get("items")).hasSize(1);
    assertThat(rig.post("/v1/subjects/" + id + "/release", WHY).statusCode()).isEqualTo(202);
    assertThat(rig.json("/v1/subjects?held=true&name=held").get("items")).isEmpty();
  }

  @Test
  void anIncidentIsAcknowledgedAndItsRetryIsTheOwnersToRefuse() throws Exception {
    UUID incident = rig.incident("postgres_down", rig.subject("server", "acknowledged"));
    String path = "/v1/incidents/" + incident;
    assertThat(rig.post(path + "/acknowledge", WHY).statusCode()).isEqualTo(202);
    assertThat(rig.json(path).get("acknowledged_by").asText()).isEqualTo("ada");
    HttpResponse<String> retry = rig.post(path + "/retry", WHY);
    assertThat(retry.statusCode()).isEqualTo(409);
    assertThat(retry.body()).contains("TRIGGERED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"not json | 400", "[] | 400", "{} | 422", "{\"reason\":\" \"} | 422"})
  void withoutAReasonNothingIsAsked(String body, int status) throws Exception {
    UUID id = rig.subject("server", "unreasoned");
    assertThat(rig.post("/v1/servers/" + id + "/restart", body).statusCode()).isEqualTo(status);
    assertThat(Rig.RESTARTED).doesNotContain(id);
  }

  @Test
  void anOwnerThatIsNotInstalledOrAwayIs503() throws Exception {
    UUID id = UUID.randomUUID();
    rig.stranger.subjects().add(id, "server", "strange", Rig.Any.AVAILABLE, Optional.empty());
    HttpResponse<String> absent = rig.post("/v1/servers/" + id + "/restart", WHY);
    assertThat(absent.statusCode()).isEqualTo(503);
    assertThat(absent.body()).contains("production-tier");
    URI nobody = URI.create("http://127.0.0.1:1");
    HttpResponse<String> away = askThrough(Map.of("production-tier", nobody), id);
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.body()).contains("\"id\":\"unavailable\"").contains("is away");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 401, 500, 503})
  void anOwnerThatAnswersNonsenseIs502(int status) throws Exception {
    UUID id = rig.subject("server", "nonsense");
    try (WebServer strange = owner(status, "<html>", new AtomicReference<>(""))) {
      var answer = askThrough(Map.of("starter-tier", strange.url()), id);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
      assertThat(answer.body()).contains("\"message\"").doesNotContain("<html>");
    }
  }

  @Test
  void theTraceAndTheServicesTokenAreHandedOn() throws Exception {
    UUID id = rig.subject("server", "traced");
    AtomicReference<String> heard = new AtomicReference<>("");
    try (WebServer listening = owner(202, "{}", heard)) {
      askThrough(Map.of("starter-tier", listening.url()), id);
    }
    assertThat(heard.get())
        .startsWith("trace-of-the-test Bearer " + Rig.SERVICE_TOKEN)
        .doesNotContain(Rig.TOKEN);
  }

  private HttpResponse<String> askThrough(Map<String, URI> owners, UUID id) throws Exception {
    try (WebServer admin = rig.adminAsking(owners)) {
      return Rig.send(
          Rig.to(admin, "/v1/servers/" + id + "/restart")
              .header("Authorization", "Bearer " + Rig.TOKEN)
              .header(Trace.HEADER, "trace-of-the-test")
              .POST(BodyPublishers.ofString(WHY)));
    }
  }

  private static WebServer owner(int status, String body, AtomicReference<String> heard) {
    return WebServer.start(
        Rig.context("owner"),
        HttpConfig.anyPort(),
        c ->
            c.routes.post(
                "/operators/servers/{id}/restart",
                ctx -> {
                  String trace = Trace.current().orElse("-");
                  heard.set(trace + " " + ctx.header("Authorization") + " " + ctx.body());
                  ctx.status(status).result(body);
                }));
  }
}
