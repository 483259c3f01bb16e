package herd.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may see what; apps, config vars and releases. */
class CustomerTest {
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
  void withoutAValidTokenNothingIsSaid() {
    for (String authorization : new String[] {"", "Bearer undefined", "Bearer ", "Basic !", "x"}) {
      Api.Answer answer = rig.as(authorization).get("/addons/my-db");
      assertThat(answer.status()).as(authorization).isEqualTo(401);
      assertThat(answer.text("/id")).isEqualTo("unauthorized");
    }
    String basic = Base64.getEncoder().encodeToString((":" + Rig.ANN.token()).getBytes(UTF_8));
    assertThat(rig.as("Basic " + basic).get("/account").text("/email"))
        .isEqualTo("ann@example.org");
  }

  @Test
  void aCustomerCannotSeeWhatIsSomebodyElses() {
    String id = rig.ann().get("/addons/my-db").text("/id");
    assertThat(rig.ann().get("/addons/" + id).status()).isEqualTo(200);

    assertThat(rig.bob().get("/addons/" + id).status()).isEqualTo(404);
    assertThat(rig.bob().get("/addons").json()).isEmpty();
    assertThat(rig.bob().get("/apps").json()).isEmpty();
    assertThat(rig.bob().get("/addon-attachments").json()).isEmpty();
    assertThat(rig.bob().get("/apps/myapp/config-vars").status()).isEqualTo(403);
    assertThat(rig.bob().delete("/apps/myapp").status()).isEqualTo(403);
    assertThat(rig.bob().delete("/apps/myapp/addons/my-db").status()).isEqualTo(403);
    assertThat(rig.bob().post("/actions/addons/resolve", "{'addon':'my-db'}").status())
        .isEqualTo(404);
    rig.bob().post("/apps", "{'name':'bobs'}");
    assertThat(rig.bob().post("/addon-attachments", "{'addon':'my-db','app':'bobs'}").status())
        .isEqualTo(404);
    assertThat(rig.provider.calls("DELETE")).isEmpty();
  }

  @Test
  void loggingInGivesATokenThatLoggingOutEnds() {
    String right =
        Base64.getEncoder().encodeToString(("ann@example.org:" + Rig.ANN.token()).getBytes(UTF_8));
    Api.Answer in = rig.as("Basic " + right).post("/oauth/authorizations", "{'scope':['global']}");
    Api session = rig.as("Bearer " + in.text("/access_token/token"));
    assertThat(in.text("/user/email")).isEqualTo("ann@example.org");
    assertThat(session.get("/addons/my-db").status()).isEqualTo(200);
    assertThat(session.get("/oauth/authorizations").body()).doesNotContain("token");

    session.delete("/oauth/sessions/~");

    assertThat(session.get("/account").status()).isEqualTo(401);
    assertThat(rig.ann().post("/oauth/authorizations", "{}").status()).isEqualTo(401);
  }

  @Test
  void configVarsChangeOneByOneWithAReleaseEach() {
    Api.Answer set = rig.ann().patch("/apps/myapp/config-vars", "{'A':'1','B':'2'}");
    assertThat(set.text("/A")).isEqualTo("1");
    rig.ann().patch("/apps/myapp/config-vars", "{'A':'1'}");
    rig.ann().patch("/apps/myapp/config-vars", "{'A':null,'NEVER':null}");

    assertThat(rig.ann().get("/apps/myapp/config-vars").json().has("A")).isFalse();
    assertThat(rig.ann().get("/apps/myapp/releases").each("/description"))
        .endsWith("Set A, B config vars", "Remove A config vars");
    Api.Answer refused = rig.ann().patch("/apps/myapp/config-vars", "{'DATABASE_URL':'x','C':'3'}");
    assertThat(refused.text("/message"))
        .isEqualTo("Cannot overwrite attachment values DATABASE_URL.");
    assertThat(rig.ann().get("/apps/myapp/config-vars").json().has("C")).isFalse();
  }

  @Test
  void releasesHonourRange() {
    Api.Answer last =
        rig.ann().get("/apps/myapp/releases", "Range", "version ..; max=1, order=desc");

    assertThat(last.each("/version")).containsExactly("2");
    assertThat(last.text("/0/current")).isEqualTo("true");
    assertThat(rig.ann().get("/apps/myapp/releases").each("/version")).containsExactly("1", "2");
    assertThat(rig.ann().get("/apps/myapp/releases/1").text("/description"))
        .isEqualTo("Initial release");
  }

  @Test
  void anAppIsRenamedAndPutInMaintenance() {
    assertThat(rig.ann().patch("/apps/myapp", "{'maintenance':true}").text("/maintenance"))
        .isEqualTo("true");
    assertThat(rig.ann().patch("/apps/myapp", "{'name':'newname'}").text("/maintenance"))
        .isEqualTo("true");
    assertThat(rig.ann().get("/apps/newname/formation").json()).isEmpty();
    assertThat(rig.ann().get("/apps/myapp").status()).isEqualTo(404);
    assertThat(rig.ann().get("/apps/newname/pipeline-couplings").status()).isEqualTo(404);
    assertThat(rig.bob().post("/apps", "{'name':'newname'}").text("/message"))
        .isEqualTo("Name newname is already taken");
  }

  @Test
  void thePlansOnSaleAreListed() {
    assertThat(rig.ann().get("/addon-services").each("/name")).containsExactly("heroku-postgresql");
    assertThat(rig.ann().get("/addon-services/heroku-postgresql/plans").each("/name"))
        .startsWith("heroku-postgresql:essential-0", "heroku-postgresql:essential-1")
        .contains("heroku-postgresql:standard-0", "heroku-postgresql:premium-0");
    assertThat(rig.ann().get("/addon-services/nope").status()).isEqualTo(404);
  }
}
