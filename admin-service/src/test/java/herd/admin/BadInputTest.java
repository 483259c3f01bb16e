package herd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class BadInputTest {

  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";
  private static final String MISTYPED = "a-mistyped-token-0123456789";

  private final Rig rig = Rig.rig();

  @ParameterizedTest
  @CsvSource({
    "/v1/nothing, 404",
    "/v1/subjects/not-a-uuid, 404",
    "/v1/subjects/1-1-1-1-1, 404",
    "/v1/subjects/%27%20OR%201=1--, 404",
    "/v1/subjects/" + NOBODY + ", 404",
    "/v1/subjects/" + NOBODY + "/observations, 404",
    "/v1/subjects/" + NOBODY + "/transitions, 404",
    "/v1/subjects/" + NOBODY + "/acts, 404",
    "/v1/incidents/" + NOBODY + ", 404",
    "/v1/subjects?limit=0, 422",
    "/v1/subjects?limit=501, 422",
    "/v1/subjects?limit=-1, 422",
    "/v1/subjects?limit=99999999999, 422",
    "/v1/subjects?limit=ten, 422",
    "/v1/subjects?stat=AVAILABLE, 422",
    "/v1/subjects?state=A&state=B, 422",
    "/v1/subjects?name=%00, 422",
    "/v1/subjects?part_of=7, 422",
    "/v1/subjects?troubled=yes, 422",
    "/v1/subjects?cursor=x, 422",
    "/v1/subjects?cursor=W10, 422",
    "/v1/subjects?cursor=WyJhIiwiYiIsImMiXQ, 422",
    "/v1/subjects?cursor=WyJcdTAwMDAiLCJiIiwiYyJd, 422",
    "/v1/transitions?cursor=WyJ4Il0, 422",
    "/v1/incidents?open=1, 422",
    "/v1/incidents?cursor=WyJ4IiwieCJd, 422",
    "/v1/subjects/" + NOBODY + "/observations?since=yesterday, 422",
    "/v1/subjects?name=%27%3BDROP%20TABLE%20control.subject%3B--, 200",
    "/v1/subjects?like=%25, 200",
  })
  void whatCannotBeReadIsRefusedWithAReason(String path, int status) throws Exception {
    var answer = rig.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status != 200) {
      assertThat(Rig.json(answer).get("message").asText()).isNotEmpty();
      assertThat(answer.body()).doesNotContain("Exception", "jooq", "SELECT");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer wrong-token-0123456789", "Basic YWRhOng=", "Own x"})
  void withoutAnOperatorsTokenNothingIsShown(String authorization) throws Exception {
    for (String path : List.of("/v1/fleet", "/v1/subjects", "/v1/nothing")) {
      HttpRequest.Builder request = Rig.to(rig.admin, path);
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      var answer = Rig.send(request);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  @Test
  void theServicesOwnTokenIsNoOperators() throws Exception {
    HttpRequest.Builder request =
        Rig.to(rig.admin, "/v1/fleet").header("Authorization", "Bearer " + Rig.SERVICE_TOKEN);
    assertThat(Rig.send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void theApiTakesNoCookie() throws Exception {
    UUID id = rig.subject("server", "cookie");
    var answer =
        Rig.send(
            Rig.to(rig.admin, "/v1/servers/" + id + "/restart")
                .header("Cookie", "herd_operator=" + Rig.TOKEN)
                .POST(BodyPublishers.ofString("{\"reason\":\"a link was clicked\"}")));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Rig.RESTARTED).doesNotContain(id);
  }

  @Test
  void noSecretIsEverLogged() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    root.addAppender(seen);
    UUID id = rig.subject("server", "logged");
    try {
      rig.get("/v1/fleet");
      rig.post("/v1/servers/" + id + "/restart", "{\"reason\":\"it swaps\"}");
      for (String token : List.of(MISTYPED, Rig.TOKEN)) {
        Rig.send(
            Rig.to(rig.admin, "/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token)));
      }
    } finally {
      root.detachAppender(seen);
    }
    String logged =
        String.join(
            "\n",
            List.copyOf(seen.list).stream().map(e -> e + " " + e.getKeyValuePairs()).toList());
    assertThat(logged)
        .contains("an operator asked")
        .contains("a token nobody has was tried")
        .doesNotContain(Rig.TOKEN, Rig.SERVICE_TOKEN, Rig.DATABASE_PASSWORD, MISTYPED);
  }
}
