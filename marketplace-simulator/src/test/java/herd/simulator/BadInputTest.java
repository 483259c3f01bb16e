package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is sent, the answer is JSON with an id and a message, and nothing is half done. */
class BadInputTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void whatIsNoJsonObjectIsRefused() {
    for (String body : List.of("{", "{'name':'x'", "[]", "7", "'x'", "{} {}", "\u0000")) {
      assertRefused(rig.ann().post("/apps", body), 400, "bad_request");
    }
  }

  @Test
  void wrongTypesAndHostileNamesAreRefused() {
    for (String name :
        List.of(
            "7", "{}", "[]", "true", "'A'", "'a'", "'x y'", "'../x'", "'" + "x".repeat(31) + "'")) {
      assertRefused(rig.ann().post("/apps", "{'name':" + name + "}"), 422, "invalid_params");
    }
    assertRefused(rig.ann().post("/apps", "{'region':'mars'}"), 422, "invalid_params");
    rig.app("myapp");
    for (String more :
        List.of(
            ",'name':'; drop'",
            ",'name':7",
            ",'attachment':{'name':'1; x'}",
            ",'attachment':[]",
            ",'config':{'a':{}}",
            ",'config':'x'")) {
      assertRefused(rig.create("myapp", more), 422, "invalid_params");
    }
    assertRefused(rig.ann().post("/apps/myapp/addons", "{}"), 422, "invalid_params");
    assertRefused(
        rig.ann().patch("/apps/myapp/config-vars", "{'A':{'b':1}}"), 422, "invalid_params");
    assertRefused(rig.ann().patch("/apps/myapp/config-vars", "{'a b':'1'}"), 422, "invalid_params");
    assertThat(rig.provider.calls("POST")).isEmpty();
    assertThat(rig.ann().get("/addons").json()).isEmpty();
  }

  @Test
  void anOversizedBodyIsRefused() {
    String body = "{'name':'" + "x".repeat(1 << 20) + "'}";

    assertRefused(rig.ann().post("/apps", body), 413, "content_too_large");
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    for (String path :
        List.of("/apps/nope", "/addons/nope", "/nope", "/addon-attachments/7", "/teams/x")) {
      assertRefused(rig.ann().get(path), 404, "not_found");
    }
    assertRefused(rig.ann().send("PUT", "/apps", ""), 404, "not_found");
  }

  @Test
  void whatTheServerItselfRefusesIsJsonToo() {
    assertRefused(rig.ann().get("/apps/a%00b"), 400, "bad_request");
    Api.Answer large = rig.ann().get("/apps", "X-Large", "x".repeat(40_000));
    assertThat(large.status()).isEqualTo(431);
    assertThat(large.json().has("message")).isTrue();
  }

  @Test
  void theLongRequestIdsOfTheCliAreAccepted() {
    assertThat(rig.ann().get("/apps", "Request-Id", "x".repeat(8_000)).status()).isEqualTo(200);
  }

  private static void assertRefused(Api.Answer answer, int status, String id) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.text("/id")).isEqualTo(id);
    assertThat(answer.text("/message")).isNotEmpty().doesNotContain("Exception");
  }
}
