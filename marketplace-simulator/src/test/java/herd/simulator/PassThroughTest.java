package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** heroku-cli.md, section 1.1: the data api answers on the platform's port. */
class PassThroughTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aRequestAndItsAnswerPassUnchanged() {
    rig.provider.then("PUT", new TestProvider.Reply(418, "{'tea':'pot'}"));

    Api.Answer answer =
        rig.as("Basic OnRva2Vu")
            .send(
                "PUT",
                "/client/v11/databases/a%20b/reset/?limit=5&x=%2F",
                "{'extensions':['citext']}",
                "Content-Type",
                "application/json",
                "X-Data-Control-Plane",
                "x");

    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.text("/tea")).isEqualTo("pot");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    TestProvider.Call call = rig.provider.calls("PUT").getFirst();
    assertThat(call.path()).isEqualTo("/client/v11/databases/a%20b/reset/");
    assertThat(call.query()).isEqualTo("limit=5&x=%2F");
    assertThat(call.body()).isEqualTo("{\"extensions\":[\"citext\"]}");
    assertThat(call.headers())
        .containsEntry("Authorization", "Basic OnRva2Vu")
        .containsEntry("X-Data-Control-Plane", "x");
  }

  @Test
  void everyDataPathPasses() {
    for (String path :
        new String[] {
          "/client/v11/databases/x",
          "/postgres/v0/databases/x/credentials",
          "/data/postgres/v1/x/info",
          "/reports/x"
        }) {
      rig.as("").get(path);
      assertThat(rig.provider.calls("GET").getLast().path()).isEqualTo(path);
    }
    assertThat(rig.as("").post("/reports", "{}").status()).isEqualTo(200);
  }

  @Test
  void aLargeBodyPassesToo() {
    String body = "{'x':'" + "x".repeat(900_000) + "'}";

    rig.as("").send("PUT", "/client/v11/databases/x", body);

    assertThat(rig.provider.calls("PUT").getFirst().body()).hasSize(body.length());
  }

  @Test
  void aFrontDoorThatIsAwayIsSaidInJson() {
    rig.provider.close();

    Api.Answer answer = rig.ann().get("/client/v11/databases/x");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text("/id")).isEqualTo("service_unavailable");
  }
}
