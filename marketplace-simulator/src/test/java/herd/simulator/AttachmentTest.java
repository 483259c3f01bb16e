package herd.simulator;

import static herd.simulator.TestProvider.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** heroku-cli.md, section 4: attachments, resolvers, and what promoting needs. */
class AttachmentTest {
  private final Rig rig = new Rig();

  @BeforeEach
  void database() {
    rig.app("myapp");
    rig.create("myapp", ",'name':'my-db'");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theFirstDatabaseIsCalledDatabaseAndTheNextGetColours() {
    rig.create("myapp", ",'name':'second-db'");
    rig.create("myapp", ",'name':'third-db','attachment':{'name':'replica-1'}");

    assertThat(rig.ann().get("/apps/myapp/addon-attachments").each("/name"))
        .satisfiesExactly(
            name -> assertThat(name).isEqualTo("DATABASE"),
            name -> assertThat(name).matches("HEROKU_POSTGRESQL_[A-Z]+"),
            name -> assertThat(name).isEqualTo("REPLICA_1"));
    assertThat(rig.ann().get("/apps/myapp/addon-attachments/REPLICA_1").text("/config_vars/0"))
        .isEqualTo("REPLICA_1_URL");
  }

  @Test
  void aNameInUseIsOnlyReplacedWhenConfirmed() {
    rig.create("myapp", ",'name':'second-db'");
    String promote = "{'addon':{'name':'second-db'},'app':{'name':'myapp'},'name':'DATABASE'";
    Api.Answer asked = rig.ann().post("/addon-attachments", promote + "}");
    assertThat(asked.text("/id")).isEqualTo("confirmation_required");
    assertThat(
            rig.ann().post("/addon-attachments", promote + ",'confirm':'myapp'}").text("/message"))
        .isEqualTo("Cannot destroy last attachment to billing app resource");

    String alias =
        attach(
                "{'addon':{'name':'my-db'},'app':{'name':'myapp'},'confirm':'myapp','namespace':null}")
            .text("/name");
    Api.Answer promoted = attach(promote + ",'confirm':'myapp','namespace':null}");

    assertThat(alias).startsWith("HEROKU_POSTGRESQL_");
    assertThat(promoted.status()).isEqualTo(201);
    assertThat(promoted.text("/addon/name")).isEqualTo("second-db");
    assertThat(rig.ann().get("/apps/myapp/releases").each("/description"))
        .endsWith("Detach DATABASE (@ref:my-db)", "Attach DATABASE (@ref:second-db)");
    assertThat(resolved("{'addon_attachment':'DATABASE','app':'myapp'}").each("/addon/name"))
        .containsExactly("second-db");
  }

  @Test
  void aVarTheCustomerSetIsOnlyReplacedWhenConfirmed() {
    rig.ann().patch("/apps/myapp/config-vars", "{'CACHE_URL':'mine'}");
    String cache = "{'addon':{'name':'my-db'},'app':{'name':'myapp'},'name':'CACHE'";

    assertThat(attach(cache + "}").status()).isEqualTo(423);
    assertThat(rig.ann().get("/apps/myapp/config-vars").text("/CACHE_URL")).isEqualTo("mine");
    assertThat(attach(cache + ",'confirm':'myapp'}").status()).isEqualTo(201);
    assertThat(rig.ann().get("/apps/myapp/config-vars").text("/CACHE_URL")).startsWith("postgres");
  }

  @Test
  void theOwningAppKeepsItsLastAttachment() {
    String id = rig.ann().get("/apps/myapp/addon-attachments/DATABASE").text("/id");

    assertThat(rig.ann().delete("/addon-attachments/" + id).status()).isEqualTo(422);

    attach("{'addon':'my-db','app':'myapp','name':'OTHER'}");
    assertThat(rig.ann().delete("/addon-attachments/" + id).status()).isEqualTo(200);
    assertThat(rig.ann().get("/apps/myapp/config-vars").json().size()).isEqualTo(1);
  }

  @Test
  void aNamedCredentialIsAttachedWithItsOwnValue() {
    rig.provider.then("POST", ACCEPTED);
    String id = rig.create("myapp", ",'name':'second-db'").text("/id");
    Api partner = rig.partner(rig.provider.lastProvision());
    partner.post("/addons/" + id + "/actions/provision", "");
    partner.patch(
        "/addons/" + id + "/config",
        "{'namespace':'credential:ro','config':[{'name':'HEROKU_POSTGRESQL_URL','value':'postgres://ro'}]}");
    String analyst = "{'addon':'second-db','app':'myapp','name':'ANALYST','namespace':'credential:";

    assertThat(rig.ann().get("/addons/second-db/config/credential:ro").json()).hasSize(1);
    assertThat(rig.ann().get("/addons/second-db/config/credential:nope").json()).isEmpty();
    assertThat(attach(analyst + "nope'}").text("/message")).contains("invalid credential provided");
    assertThat(attach(analyst + "ro'}").text("/namespace")).isEqualTo("credential:ro");
    assertThat(rig.ann().get("/apps/myapp/config-vars").text("/ANALYST_URL"))
        .isEqualTo("postgres://ro");
  }

  @Test
  void aDatabaseIsFoundByEveryNameItHas() {
    String id = rig.ann().get("/addons/my-db").text("/id");
    String attachment = rig.ann().get("/apps/myapp/addon-attachments/DATABASE").text("/id");

    for (String name :
        new String[] {"DATABASE", "DATABASE_URL", "database", "my-db", id, attachment}) {
      assertThat(resolved("{'addon_attachment':'" + name + "','app':'myapp'}").each("/addon/name"))
          .as(name)
          .containsExactly("my-db");
    }
    for (String name :
        new String[] {"DATABASE", "DATABASE_URL", "my-db", id, "heroku-postgresql"}) {
      assertThat(
              rig.ann()
                  .post("/actions/addons/resolve", "{'addon':'" + name + "','app':'myapp'}")
                  .each("/name"))
          .as(name)
          .containsExactly("my-db");
    }
    assertThat(rig.ann().post("/actions/addons/resolve", "{'addon':'my-db','app':null}").status())
        .isEqualTo(200);
  }

  @Test
  void severalMatchesAreAllReported() {
    attach("{'addon':'my-db','app':'myapp','name':'SECOND'}");
    rig.app("other");
    rig.create("other");

    assertThat(resolved("{'addon_attachment':'my-db','app':'myapp'}").each("/name"))
        .containsExactly("DATABASE", "SECOND");
    assertThat(resolved("{'addon_attachment':'DATABASE'}").each("/app/name"))
        .containsExactly("myapp", "other");
    rig.create("myapp");
    assertThat(rig.ann().get("/apps/myapp/addons/heroku-postgresql").status()).isEqualTo(409);
  }

  @Test
  void noMatchIsSaidInTheWordsTheCliLooksFor() {
    Api.Answer attachment = resolved("{'addon_attachment':'NOSUCH','app':'myapp'}");
    Api.Answer addon = rig.ann().post("/actions/addons/resolve", "{'addon':'x','app':'myapp'}");

    assertThat(attachment.status()).isEqualTo(404);
    assertThat(attachment.json())
        .hasToString(
            "{\"id\":\"not_found\",\"message\":\"Couldn't find that add on attachment.\","
                + "\"resource\":\"add_on attachment\"}");
    assertThat(addon.json())
        .hasToString(
            "{\"id\":\"not_found\",\"message\":\"Couldn't find that add-on.\","
                + "\"resource\":\"add_on\"}");
    assertThat(
            resolved("{'addon_attachment':'DATABASE','app':'myapp','addon_service':'heroku-redis'}")
                .status())
        .isEqualTo(404);
  }

  private Api.Answer attach(String body) {
    return rig.ann().post("/addon-attachments", body);
  }

  private Api.Answer resolved(String body) {
    return rig.ann().post("/actions/addon-attachments/resolve", body);
  }
}
