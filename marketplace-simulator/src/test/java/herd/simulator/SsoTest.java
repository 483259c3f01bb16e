package herd.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** addon-provider.md, section 6. */
class SsoTest {
  @Test
  void theFormCarriesBothTokensAndIsOnlyForTheOwner() throws Exception {
    try (var rig = new Rig()) {
      rig.app("myapp");
      String id = rig.create("myapp", ",'name':'my-db'").text("/id");

      Api.Answer sso = rig.ann().get("/apps/myapp/addons/my-db/sso");

      long timestamp = rig.now().getEpochSecond();
      String salted = id + ":salt-and-pepper:" + timestamp;
      String user = sso.text("/params/user_id");
      assertThat(sso.text("/method")).isEqualTo("post");
      assertThat(sso.text("/action")).isEqualTo(rig.provider.url() + "/sso/login");
      assertThat(sso.text("/params/resource_token")).isEqualTo(hex("SHA-1", salted));
      assertThat(sso.text("/params/user_scoped_resource_token"))
          .isEqualTo(hex("SHA-256", salted + ":" + user + ":ann@example.org"));

      Api.Answer page = rig.ann().get("/apps/myapp/addons/my-db/sso/page");
      assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
      assertThat(page.body()).contains("/sso/login", sso.text("/params/resource_token"));
      assertThat(rig.bob().get("/apps/myapp/addons/my-db/sso").status()).isEqualTo(403);
      Api.Answer stranger = rig.as("").get("/apps/myapp/addons/my-db/sso/page");
      assertThat(stranger.status()).isEqualTo(401);
      assertThat(stranger.headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  private static String hex(String algorithm, String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
  }
}
