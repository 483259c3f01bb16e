package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** heroku-cli.md, section 2: one id leads from a command to what the provider did for it. */
class TraceTest {
  private static final String PLAN = "{'plan':{'name':'heroku-postgresql:essential-%s'}}";

  private final Rig rig = new Rig();

  @BeforeEach
  void app() {
    rig.app("myapp");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theFirstIdOfACommandGoesToTheProviderAndIntoTheAnswer() {
    Api.Answer created = send("POST", "/apps/myapp/addons", PLAN.formatted(0), "create,later");
    String addon = "/apps/myapp/addons/" + created.text("/name");
    send("PATCH", addon, PLAN.formatted(1), "change");
    send("DELETE", addon, "", "remove");

    assertThat(created.headers().allValues("Request-Id")).containsExactly("create");
    assertThat(idAtProvider("POST")).isEqualTo("create");
    assertThat(idAtProvider("PUT")).isEqualTo("change");
    assertThat(idAtProvider("DELETE")).isEqualTo("remove");
  }

  @Test
  void whatIsDoneInTheBackgroundKeepsTheId() {
    rig.provider.then("POST", 404, "x");

    send("POST", "/apps/myapp/addons", PLAN.formatted(0), "create");

    Rig.await("it is deleted at the provider", () -> !rig.provider.calls("DELETE").isEmpty());
    assertThat(idAtProvider("DELETE")).isEqualTo("create");
  }

  @Test
  void anIdThatIsNotSafeToLogIsReplaced() {
    Api.Answer created = send("POST", "/apps/myapp/addons", PLAN.formatted(0), "id=1 level=ERROR");

    String id = created.headers().firstValue("Request-Id").orElseThrow();
    assertThat(id).matches("[0-9a-f-]{36}").isEqualTo(idAtProvider("POST"));
  }

  private Api.Answer send(String method, String path, String body, String id) {
    return rig.ann().send(method, path, body, "Content-Type", "application/json", "Request-Id", id);
  }

  private String idAtProvider(String method) {
    return rig.provider.calls(method).getFirst().headers().getOrDefault("Request-Id", "");
  }
}
