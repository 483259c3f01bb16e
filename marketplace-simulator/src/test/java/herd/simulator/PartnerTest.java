package herd.simulator;

import static herd.simulator.TestProvider.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** addon-provider.md, sections 3.3 and 9: grants, tokens, and what they open. */
class PartnerTest {
  private static final String EXCHANGE =
      "grant_type=authorization_code&client_secret=client-secret&code=";
  private final Rig rig = new Rig();
  private JsonNode provision = Api.JSON.createObjectNode();
  private String addon = "";

  @BeforeEach
  void database() {
    rig.app("myapp");
    rig.provider.then("POST", ACCEPTED);
    addon = "/addons/" + rig.create("myapp").text("/id");
    provision = rig.provider.lastProvision();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aGrantIsExchangedOnce() {
    Api.Answer first = rig.as("").form("/oauth/token", EXCHANGE + code());
    Api.Answer second = rig.as("").form("/oauth/token", EXCHANGE + code());

    assertThat(first.text("/token_type")).isEqualTo("Bearer");
    assertThat(first.text("/expires_in")).isEqualTo("28799");
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text("/id")).isEqualTo("invalid_grant");
  }

  @Test
  void theFieldsMayComeAsAQuery() {
    assertThat(rig.as("").post("/oauth/token?" + EXCHANGE + code(), "").status()).isEqualTo(200);
  }

  @Test
  void aGrantRunsOutAfterFiveMinutes() {
    rig.passes(Duration.ofMinutes(6));

    assertThat(rig.as("").form("/oauth/token", EXCHANGE + code()).status()).isEqualTo(400);
  }

  @Test
  void aWrongSecretGetsNothingAndSpendsNothing() {
    String wrong = "grant_type=authorization_code&client_secret=wrong&code=" + code();

    assertThat(rig.as("").form("/oauth/token", wrong).status()).isEqualTo(401);
    assertThat(rig.as("").form("/oauth/token", EXCHANGE + code()).status()).isEqualTo(200);
  }

  @Test
  void anAccessTokenIsRenewedAfterItRanOut() {
    Api.Answer exchanged = rig.as("").form("/oauth/token", EXCHANGE + code());
    Api old = rig.as("Bearer " + exchanged.text("/access_token"));
    assertThat(old.get(addon).text("/callback_url")).endsWith(addon);
    rig.passes(Duration.ofHours(9));
    assertThat(old.get(addon).status()).isEqualTo(401);

    Api.Answer renewed =
        rig.as("")
            .form(
                "/oauth/token",
                "grant_type=refresh_token&client_secret=client-secret&refresh_token="
                    + exchanged.text("/refresh_token"));

    assertThat(rig.as("Bearer " + renewed.text("/access_token")).get(addon).status())
        .isEqualTo(200);
  }

  @Test
  void aTokenOpensItsOwnAddonOnly() {
    Api partner = rig.partner(provision);
    String other = "/addons/" + rig.create("myapp").text("/id");

    assertThat(partner.patch(other + "/config", "{'config':[]}").status()).isEqualTo(403);
    assertThat(partner.get(other).status()).isEqualTo(404);
    assertThat(partner.post(other + "/actions/deprovision", "").status()).isEqualTo(403);
    assertThat(partner.get("/apps/myapp/config-vars").status()).isEqualTo(403);
    assertThat(partner.get("/apps/myapp").status()).isEqualTo(200);
  }

  @Test
  void aCustomerMayNotActAsTheProvider() {
    assertThat(rig.ann().patch(addon + "/config", "{'config':[]}").status()).isEqualTo(403);
    assertThat(rig.ann().post(addon + "/actions/provision", "").status()).isEqualTo(403);
  }

  @Test
  void aRotationReachesEveryAppInOneReleaseEach() {
    Api partner = rig.partner(provision);
    set(partner, "'HEROKU_POSTGRESQL_URL'", "'postgres://one'");
    partner.post(addon + "/actions/provision", "");
    rig.app("other");
    String name = provision.path("name").asText();
    String there = "{'addon':{'name':'" + name + "'},'app':{'name':'other'}";
    rig.ann().post("/addon-attachments", there + ",'name':'ONE'}");
    rig.ann().post("/addon-attachments", there + ",'name':'TWO'}");

    set(partner, "'HEROKU_POSTGRESQL_URL'", "'postgres://two'");
    set(partner, "'HEROKU_POSTGRESQL_URL'", "'postgres://two'");

    assertThat(rig.ann().get("/apps/other/config-vars").json())
        .hasToString("{\"ONE_URL\":\"postgres://two\",\"TWO_URL\":\"postgres://two\"}");
    assertThat(rig.ann().get("/apps/other/releases").each("/description"))
        .hasSize(4)
        .endsWith("Update ONE, TWO by heroku-postgresql");
    assertThat(rig.ann().get("/apps/myapp/releases").json()).hasSize(3);

    set(partner, "'HEROKU_POSTGRESQL_URL'", "null");
    assertThat(rig.ann().get("/apps/other/config-vars").json()).isEmpty();
  }

  @Test
  void configOutsideTheManifestIsRefused() {
    Api partner = rig.partner(provision);

    assertThat(set(partner, "'PATH'", "'x'").status()).isEqualTo(422);
    assertThat(set(partner, "'HEROKU_POSTGRESQL_URL'", "7").status()).isEqualTo(422);
    assertThat(partner.patch(addon + "/config", "{'config':{}}").status()).isEqualTo(422);
    assertThat(partner.get(addon + "/config").json()).isEmpty();
  }

  private Api.Answer set(Api partner, String name, String value) {
    return partner.patch(
        addon + "/config", "{'config':[{'name':" + name + ",'value':" + value + "}]}");
  }

  private String code() {
    return provision.at("/oauth_grant/code").asText();
  }
}
