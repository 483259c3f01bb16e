package herd.simulator;

import static herd.simulator.TestProvider.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** addon-provider.md, sections 3 and 8: what becomes of a provision. */
class ProvisionTest {
  private Rig rig = new Rig();

  @BeforeEach
  void app() {
    rig.app("myapp");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theProviderIsAskedAsTheContractSays() {
    rig.create("myapp", ",'name':'my-db','config':{'version':'16','fast':true}");

    TestProvider.Call call = rig.provider.calls("POST").getFirst();
    JsonNode body = call.json();
    assertThat(call.path()).isEqualTo("/heroku/resources");
    assertThat(call.headers())
        .containsEntry("Accept", "application/vnd.heroku-addons+json; version=3")
        .containsEntry(
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        "heroku-postgresql:addon-password".getBytes(StandardCharsets.UTF_8)));
    assertThat(body.path("name").asText()).isEqualTo("my-db");
    assertThat(body.path("plan").asText()).isEqualTo("essential-0");
    assertThat(body.path("region").asText()).isEqualTo("amazon-web-services::us-east-1");
    assertThat(body.path("callback_url").asText())
        .endsWith("/addons/" + body.path("uuid").asText());
    assertThat(body.at("/oauth_grant/type").asText()).isEqualTo("authorization_code");
    assertThat(body.at("/oauth_grant/expires_at").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d{4}");
    assertThat(body.path("options").toString()).contains("\"16\"", "\"true\"");
  }

  @Test
  void aSynchronousAnswerSetsTheVarsAndReleases() {
    Api.Answer created = rig.create("myapp");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("/state")).isEqualTo("provisioned");
    assertThat(created.text("/provision_message")).isEqualTo("Ready.");
    assertThat(created.text("/config_vars/0")).isEqualTo("DATABASE_URL");
    assertThat(created.text("/plan/price/cents")).isEqualTo("500");
    assertThat(rig.ann().get("/apps/myapp/config-vars").text("/DATABASE_URL"))
        .startsWith("postgres://db/");
    assertThat(rig.ann().get("/apps/myapp/releases").each("/description"))
        .containsExactly("Initial release", "Attach DATABASE (@ref:" + created.text("/name") + ")");
  }

  @Test
  void anAsynchronousProvisionIsFinishedByTheProvider() {
    rig.provider.then("POST", ACCEPTED);
    Api.Answer created = rig.create("myapp");
    String record = "/addons/" + created.text("/id");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("/state")).isEqualTo("provisioning");
    assertThat(created.text("/provision_message")).isEqualTo("Being provisioned.");

    Api partner = rig.partner(rig.provider.lastProvision());
    Api.Answer configured =
        partner.patch(
            record + "/config",
            "{'config':[{'name':'HEROKU_POSTGRESQL_URL','value':'postgres://a'}]}");
    assertThat(configured.text("/0/value")).isEqualTo("postgres://a");
    assertThat(rig.ann().get("/apps/myapp/config-vars").json()).isEmpty();

    assertThat(partner.post(record + "/actions/provision", "").text("/state"))
        .isEqualTo("provisioned");
    assertThat(partner.post(record + "/actions/provision", "").status()).isEqualTo(200);
    assertThat(rig.ann().get("/apps/myapp/config-vars").text("/DATABASE_URL"))
        .isEqualTo("postgres://a");
    assertThat(rig.ann().get("/apps/myapp/releases").json()).hasSize(2);
  }

  @Test
  void aProviderMayFinishBeforeItsAcceptanceArrives() {
    rig.provider.then(
        "POST",
        call -> {
          JsonNode body = call.json();
          rig.partner(body)
              .post("/addons/" + body.path("uuid").asText() + "/actions/provision", "");
          return ACCEPTED;
        });

    assertThat(rig.create("myapp").text("/state")).isEqualTo("provisioned");
  }

  @Test
  void aRefusalIsShownAndLeavesNothing() {
    rig.provider.then("POST", 422, "Not available in the eu region.");

    Api.Answer refused = rig.create("myapp");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/message")).isEqualTo("Not available in the eu region.");
    assertNothingLeft();
    assertThat(rig.provider.calls("DELETE")).isEmpty();
  }

  @Test
  void aPassingFailureIsAskedAgainWithTheSameUuid() {
    rig.provider.then("POST", 500, "x").then("POST", 503, "x");

    Api.Answer created = rig.create("myapp");

    assertThat(created.text("/state")).isEqualTo("provisioned");
    assertThat(rig.provider.calls("POST")).hasSize(3);
    assertThat(rig.provider.calls("POST").stream().map(TestProvider.Call::body).distinct())
        .hasSize(1);
    assertThat(rig.ann().get("/addons").json()).hasSize(1);
  }

  @Test
  void aLastingFailureIsRemovedHereAndDeletedThere() {
    for (int i = 0; i < Rig.QUICK.attempts(); i++) {
      rig.provider.then("POST", 500, "secret detail");
    }
    rig.provider.then("DELETE", 500, "x");

    Api.Answer failed = rig.create("myapp");

    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.body()).doesNotContain("secret detail");
    assertNothingLeft();
    Rig.await("it is deleted at the provider", () -> rig.provider.calls("DELETE").size() >= 2);
    assertThat(rig.provider.calls("DELETE").getLast().path())
        .isEqualTo("/heroku/resources/" + rig.provider.lastProvision().path("uuid").asText());
  }

  @Test
  void anAnswerWithoutAnIdIsAFailure() {
    rig.provider.then("POST", new TestProvider.Reply(200, "{}"));

    assertThat(rig.create("myapp").status()).isEqualTo(503);
    assertThat(rig.provider.calls("POST")).hasSize(1);
    Rig.await("it is deleted at the provider", () -> !rig.provider.calls("DELETE").isEmpty());
  }

  @Test
  void aProviderThatHangsIsAskedAgainBehindTheCustomersBack() {
    restartedWith(Duration.ofMillis(300));
    rig.provider.thenHang("POST");

    Api.Answer created = rig.create("myapp");

    assertThat(created.status()).isEqualTo(201);
    String addon = "/addons/" + created.text("/id");
    Rig.await("up", () -> rig.ann().get(addon).text("/state").equals("provisioned"));
    assertThat(rig.provider.calls("POST").stream().map(call -> call.json().path("uuid")).distinct())
        .hasSize(1);
  }

  @Test
  void aProviderThatHangsForEverLosesTheAddon() {
    restartedWith(Duration.ofMillis(100));
    rig.provider.thenHang("POST").thenHang("POST").thenHang("POST");

    rig.create("myapp");

    Rig.await("it is deleted at the provider", () -> !rig.provider.calls("DELETE").isEmpty());
    assertThat(rig.provider.calls("POST")).hasSize(3);
    assertNothingLeft();
  }

  @Test
  void afterTwelveHoursAnUnfinishedProvisionIsRemoved() {
    rig.provider.then("POST", ACCEPTED);
    rig.create("myapp");

    rig.passes(Duration.ofHours(11));
    assertThat(rig.ann().get("/addons").json()).hasSize(1);
    rig.passes(Duration.ofHours(2));

    Rig.await("it is deleted at the provider", () -> !rig.provider.calls("DELETE").isEmpty());
    assertNothingLeft();
  }

  @Test
  void theProviderMayGiveUp() {
    rig.provider.then("POST", ACCEPTED);
    String addon = "/addons/" + rig.create("myapp").text("/id");
    Api partner = rig.partner(rig.provider.lastProvision());

    assertThat(partner.post(addon + "/actions/deprovision", "").text("/state"))
        .isEqualTo("deprovisioned");
    assertThat(partner.post(addon + "/actions/provision", "").status()).isEqualTo(410);
    assertNothingLeft();
  }

  @Test
  void aCustomersDeletionWinsOverARunningProvision() {
    rig.provider.then("POST", ACCEPTED);
    String id = rig.create("myapp").text("/id");
    Api partner = rig.partner(rig.provider.lastProvision());

    assertThat(rig.ann().delete("/apps/myapp/addons/" + id).text("/state"))
        .isEqualTo("deprovisioned");

    assertThat(partner.post("/addons/" + id + "/actions/provision", "").status()).isEqualTo(410);
    assertThat(partner.get("/addons/" + id).status()).isEqualTo(410);
    assertNothingLeft();
  }

  @Test
  void aDeletionThatOvertakesTheProvisionIsRepeatedAfterIt() {
    rig.provider.then(
        "POST",
        _ -> {
          assertThat(rig.ann().delete("/apps/myapp/addons/my-db").status()).isEqualTo(200);
          return ACCEPTED;
        });

    assertThat(rig.create("myapp", ",'name':'my-db'").status()).isEqualTo(410);

    Rig.await("it is deleted once more", () -> rig.provider.calls("DELETE").size() >= 2);
    assertNothingLeft();
  }

  @Test
  void aDatabaseNamedInAnOptionReachesTheProviderAsItsUuid() {
    String leader = rig.create("myapp").text("/id");

    rig.create("myapp", ",'config':{'follow':'DATABASE_URL'}");
    assertThat(rig.provider.lastProvision().at("/options/follow").asText()).isEqualTo(leader);
    rig.create("myapp", ",'config':{'fork':'postgres://u@h/d'}");
    assertThat(rig.provider.lastProvision().at("/options/fork").asText())
        .isEqualTo("postgres://u@h/d");
    assertThat(rig.create("myapp", ",'config':{'follow':'NOSUCH'}").status()).isEqualTo(422);
  }

  private void restartedWith(Duration providerAnswer) {
    rig.close();
    Timing q = Rig.QUICK;
    rig =
        new Rig(
            new Timing(
                providerAnswer,
                q.attempts(),
                q.pause(),
                q.provisioning(),
                q.grant(),
                q.access(),
                q.sweep()),
            Optional.empty());
    rig.app("myapp");
  }

  private void assertNothingLeft() {
    assertThat(rig.ann().get("/addons").json()).isEmpty();
    assertThat(rig.ann().get("/addon-attachments").json()).isEmpty();
    assertThat(rig.ann().get("/apps/myapp/config-vars").json()).isEmpty();
    assertThat(rig.ann().get("/apps/myapp/releases").each("/description"))
        .isEqualTo(List.of("Initial release"));
  }
}
