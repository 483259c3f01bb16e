package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One id from a request to the last act that came of it, in the log and in the books. */
class TraceTest {

  private static final String MADE = "from=CREATING to=AVAILABLE";

  private static Herd herd;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aRequestsIdIsOnEveryActAndMoveThatComesOfItUntilTheWishIsFulfilled() throws Exception {
    UUID id = UUID.randomUUID();
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> answer =
          ask(
              "POST",
              "",
              "{\"uuid\":\"%s\",\"plan\":\"essential-0\"}".formatted(id),
              "cli-7.provision");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().allValues("Request-Id")).containsExactly("cli-7.provision");
      herd.await("it rests", () -> state(id).equals("AVAILABLE"));
      herd.await("the act is logged", () -> !lines(log, id, "act=CREATE_TENANT").isEmpty());
      herd.await("the move is logged", () -> !lines(log, id, MADE).isEmpty());
    } finally {
      System.setOut(console);
    }
    assertThat(lines(log, id, "msg=\"acted\""))
        .isNotEmpty()
        .allMatch(line -> line.contains(" trace=cli-7.provision "));
    assertThat(lines(log, id, MADE)).singleElement().asString().contains(" trace=cli-7.provision ");
    assertThat(traces("act", id)).isEqualTo("cli-7.provision");
    assertThat(traces("transition", id)).isEqualTo("cli-7.provision");

    herd.await(
        "the wish is fulfilled",
        () -> {
          herd.lookAtAll();
          return herd.books(
                  "select trace is null from control.subject where id = '%s'".formatted(id))
              .equals("t");
        });
    assertThat(ask("DELETE", "/" + id, "", "ann-8,cli-9").statusCode()).isLessThan(300);
    herd.await("it is gone", () -> state(id).equals("DESTROYED"));
    assertThat(
            herd.books(
                "select string_agg(distinct trace, ',') from control.transition where subject_id ="
                    + " '%s' and to_state like 'DESTROY%%'".formatted(id)))
        .isEqualTo("ann-8");
    assertThat(
            herd.books(
                "select distinct trace from control.act where act = 'DROP_TENANT' and subject_id ="
                    + " '%s'".formatted(id)))
        .isEqualTo("ann-8");
  }

  @Test
  void anIdThatIsNoneGoesNeitherIntoTheLogNorIntoTheBooks() throws Exception {
    UUID id = UUID.randomUUID();
    String forged = "x'; drop table control.subject --";
    ask("POST", "", "{\"uuid\":\"%s\",\"plan\":\"mini\"}".formatted(id), forged);
    assertThat(traces("act", id)).matches("[0-9a-f]{16}");
  }

  private static HttpResponse<String> ask(String method, String path, String body, String trace)
      throws Exception {
    String addon = "heroku-postgresql:addon-password";
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(herd.web() + "/heroku/resources" + path))
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder().encodeToString(addon.getBytes(StandardCharsets.UTF_8)))
              .header("Content-Type", "application/json")
              .header("Request-Id", trace)
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String state(UUID id) throws Exception {
    return herd.books("select state from control.subject where id = '%s'".formatted(id));
  }

  private static String traces(String table, UUID id) throws Exception {
    return herd.books(
        "select string_agg(distinct trace, ',') from control.%s where subject_id = '%s'"
            .formatted(table, id));
  }

  private static List<String> lines(ByteArrayOutputStream log, UUID id, String with) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(" id=" + id) && line.contains(with))
        .toList();
  }
}
