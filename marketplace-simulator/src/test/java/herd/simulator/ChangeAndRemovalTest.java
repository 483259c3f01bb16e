package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** addon-provider.md, sections 4, 5 and 8: plan changes and deprovisions. */
class ChangeAndRemovalTest {
  private final Rig rig = new Rig();
  private String addon = "";

  @BeforeEach
  void database() {
    rig.app("myapp");
    addon = "/apps/myapp/addons/" + rig.create("myapp", ",'name':'my-db'").text("/name");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aPlanChangeTheProviderAgreesToIsMade() {
    rig.provider.then(
        "PUT",
        new TestProvider.Reply(
            200, "{'message':'Moved.','config':{'HEROKU_POSTGRESQL_URL':'postgres://elsewhere'}}"));

    Api.Answer changed = change("essential-1");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("/plan/name")).isEqualTo("heroku-postgresql:essential-1");
    assertThat(changed.text("/provision_message")).isEqualTo("Moved.");
    assertThat(rig.provider.calls("PUT").getFirst().json().path("plan").asText())
        .isEqualTo("essential-1");
    assertThat(rig.ann().get("/apps/myapp/config-vars").text("/DATABASE_URL"))
        .isEqualTo("postgres://elsewhere");
    assertThat(rig.ann().get("/apps/myapp/releases").each("/description"))
        .endsWith("Update DATABASE by heroku-postgresql");
  }

  @Test
  void aPlanChangeTheProviderRefusesIsNotMade() {
    rig.provider.then("PUT", 422, "Your database is larger than this plan allows.");

    Api.Answer refused = change("essential-1");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/message")).startsWith("Your database is larger");
    assertThat(rig.ann().get(addon).text("/plan/name")).endsWith(":essential-0");
  }

  @Test
  void aPlanChangeSurvivesAPassingFailure() {
    rig.provider.then("PUT", 503, "x");

    assertThat(change("essential-1").status()).isEqualTo(200);
  }

  @Test
  void anUnknownPlanNeverReachesTheProvider() {
    Api.Answer refused = change("nope");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/message")).startsWith("Couldn't find either the add-on");
    assertThat(rig.provider.calls("PUT")).isEmpty();
  }

  @Test
  void aSecondPlanChangeWaitsItsTurn() {
    var asked = new CountDownLatch(1);
    rig.provider.then(
        "PUT",
        call -> {
          asked.countDown();
          assertThat(change("essential-2").status()).isEqualTo(409);
          return new TestProvider.Reply(200, "{}");
        });

    assertThat(change("essential-1").text("/plan/name")).endsWith(":essential-1");
    assertThat(asked.getCount()).isZero();
  }

  @Test
  void aRenamedAddonIsFoundByItsNewName() {
    assertThat(rig.ann().patch(addon, "{'name':'other-db'}").text("/name")).isEqualTo("other-db");

    assertThat(rig.ann().get("/addons/other-db").status()).isEqualTo(200);
    assertThat(rig.ann().get("/addons/my-db").status()).isEqualTo(404);
  }

  @Test
  void aDeprovisionTakesVarsAndAttachmentsAway() {
    Api.Answer removed = rig.ann().delete(addon, "{'force':false}");

    assertThat(removed.status()).isEqualTo(200);
    assertThat(removed.text("/state")).isEqualTo("deprovisioned");
    assertThat(rig.ann().get(addon).status()).isEqualTo(404);
    assertThat(rig.ann().get("/apps/myapp/config-vars").json()).isEmpty();
    assertThat(rig.ann().get("/apps/myapp/addon-attachments").json()).isEmpty();
    assertThat(rig.ann().get("/apps/myapp/releases").each("/description"))
        .endsWith("Detach DATABASE (@ref:my-db)");
  }

  @Test
  void goneAtTheProviderCountsAsDone() {
    rig.provider.then("DELETE", 410, "gone");

    assertThat(rig.ann().delete(addon).status()).isEqualTo(200);
    assertThat(rig.ann().get("/addons").json()).isEmpty();
  }

  @Test
  void asLongAsTheProviderDoesNotAgreeTheAddonStays() {
    rig.provider.then("DELETE", 422, "It has followers.");
    assertThat(rig.ann().delete(addon).text("/message")).isEqualTo("It has followers.");

    rig.provider.then("DELETE", 404, "never heard of it");
    assertThat(rig.ann().delete(addon).status()).isEqualTo(503);

    rig.provider.then("DELETE", 500, "x").then("DELETE", 500, "x").then("DELETE", 500, "x");
    assertThat(rig.ann().delete(addon).status()).isEqualTo(503);

    assertThat(rig.ann().get(addon).text("/state")).isEqualTo("provisioned");
    assertThat(rig.ann().delete(addon).status()).isEqualTo(200);
  }

  @Test
  void anAddonAttachedElsewhereIsOnlyDestroyedByForce() {
    rig.app("other");
    rig.ann().post("/addon-attachments", "{'addon':{'name':'my-db'},'app':{'name':'other'}}");

    assertThat(rig.ann().delete(addon, "{'force':false}").status()).isEqualTo(422);
    assertThat(rig.ann().delete(addon, "{'force':true}").status()).isEqualTo(200);
    assertThat(rig.ann().get("/apps/other/releases").each("/description"))
        .endsWith("Detach DATABASE (@ref:my-db)");
  }

  @Test
  void destroyingAnAppDeprovisionsItsAddons() {
    assertThat(rig.ann().delete("/apps/myapp").status()).isEqualTo(200);

    assertThat(rig.provider.calls("DELETE")).hasSize(1);
    assertThat(rig.ann().get("/apps/myapp").status()).isEqualTo(404);
    assertThat(rig.ann().get("/addons").json()).isEmpty();
  }

  @Test
  void anAppWhoseAddonCannotGoStays() {
    rig.provider.then("DELETE", 422, "It has followers.");

    assertThat(rig.ann().delete("/apps/myapp").status()).isEqualTo(422);
    assertThat(rig.ann().get("/apps/myapp").status()).isEqualTo(200);
  }

  private Api.Answer change(String plan) {
    return rig.ann().patch(addon, "{'plan':{'name':'heroku-postgresql:" + plan + "'}}");
  }
}
