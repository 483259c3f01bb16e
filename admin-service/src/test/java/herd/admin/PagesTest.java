package herd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as a browser asks for them. */
class PagesTest {

  private static final String HOSTILE = "<script>alert('x')</script>\"&";

  private final Rig rig = Rig.rig();

  private HttpResponse<String> login(String token) throws Exception {
    return Rig.send(
        Rig.to(rig.admin, "/login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token)));
  }

  private HttpResponse<String> visit(String path) throws Exception {
    return Rig.send(Rig.to(rig.admin, path).header("Cookie", "herd_operator=" + Rig.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/subjects", "/subjects/x", "/incidents/x"})
  void aStrangerIsLedToTheDoor(String path) throws Exception {
    var answer = Rig.send(Rig.to(rig.admin, path));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/login");
  }

  @Test
  void aTokenOpensTheDoorForTwelveHoursAndNoScriptCanReadIt() throws Exception {
    assertThat(Rig.send(Rig.to(rig.admin, "/login")).body()).contains("<form");
    var answer = login(Rig.TOKEN);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("herd_operator=")
        .contains("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Max-Age=43200");
    assertThat(visit("/").statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongTokenOpensNothing() throws Exception {
    var answer = login("wrong-wrong-wrong-wrong");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.body()).contains("That is nobody&#39;s token.");
  }

  @Test
  void leavingForgetsTheCookie() throws Exception {
    var answer = Rig.send(Rig.to(rig.admin, "/logout").POST(BodyPublishers.noBody()));
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("herd_operator=;", "Expires=Thu, 01 Jan 1970");
  }

  @Test
  void theFleetsPageShowsWhatIsWrongFirstAndRefreshesItself() throws Exception {
    UUID incident = rig.incident("postgres_down", rig.subject("server", "page-server"));
    var answer = visit("/");
    assertThat(answer.body())
        .contains("http-equiv=\"refresh\" content=\"5\"")
        .contains("/incidents/" + incident)
        .contains("page-server")
        .containsSubsequence("Open incidents", "What there is", "least recent look", "Vantages");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void everyTextOfOthersIsEscaped() throws Exception {
    UUID id = rig.subject("server", HOSTILE);
    rig.moved(id, HOSTILE, HOSTILE, HOSTILE);
    rig.looked(id, OffsetDateTime.now(ZoneOffset.UTC), HOSTILE, HOSTILE);
    rig.acted(id, HOSTILE, false);
    UUID incident = rig.incident("type" + HOSTILE, id);
    for (String path :
        List.of(
            "/",
            "/subjects?trouble=type%3Cscript%3Ealert(%27x%27)%3C/script%3E%22%26",
            "/subjects/" + id,
            "/incidents/" + incident)) {
      var answer = visit(path);
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .as(path)
          .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;")
          .doesNotContain("<script");
    }
  }

  @Test
  void aLongListHasMoreOfItAndKeepsItsFilters() throws Exception {
    String mark = UUID.randomUUID().toString();
    for (int i = 0; i < 3; i++) {
      rig.subject("resource", mark + " & " + i);
    }
    String body = visit("/subjects?kind=resource&limit=2&like=" + mark).body();
    assertThat(body).contains("limit=2").contains("cursor=");
    String more = body.replaceAll("(?s).*href=\"(/subjects\\?[^\"]*cursor=[^\"]*)\".*", "$1");
    assertThat(visit(more.replace("&amp;", "&")).body()).contains(mark + " &amp; 2");
  }

  @Test
  void theStyleComesFromHere() throws Exception {
    var answer = Rig.send(Rig.to(rig.admin, "/style.css"));
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
    assertThat(answer.body()).contains("font").doesNotContain("url(", "@import");
  }
}
