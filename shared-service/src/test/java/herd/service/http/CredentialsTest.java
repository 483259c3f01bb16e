package herd.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import herd.service.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {

  private static final BasicCredentials ADDON =
      new BasicCredentials("addon-slug", new Secret("super-secret"));

  @Test
  void theContractsExampleMatches() {
    assertThat(ADDON.matches(Credentials.of("Basic YWRkb24tc2x1ZzpzdXBlci1zZWNyZXQ="))).isTrue();
  }

  @Test
  void oursAreSaidAsTheyAreHeard() {
    assertThat(ADDON.header()).isEqualTo("Basic YWRkb24tc2x1ZzpzdXBlci1zZWNyZXQ=");
  }

  @Test
  void anythingElseDoesNotMatch() {
    // Wrong user, wrong password, no base64, no colon, other schemes, nothing.
    for (String header :
        new String[] {
          "Basic d3Jvbmc6c3VwZXItc2VjcmV0",
          "Basic YWRkb24tc2x1Zzp3cm9uZw==",
          "Basic ???",
          "Basic YWJj",
          "Bearer super-secret",
          "Digest x",
          "Basic",
          "",
          null
        }) {
      assertThat(ADDON.matches(Credentials.of(header))).as(header).isFalse();
    }
  }

  @Test
  void aDataApiTokenComesAsBearerOrAsThePasswordOfBasic() {
    assertThat(Credentials.of("Bearer abc").token()).contains("abc");
    assertThat(Credentials.of("bearer  abc ").token()).contains("abc");
    assertThat(Credentials.of("Basic OmFiYw==").token()).contains("abc");
    assertThat(Credentials.of("Basic Og==").token()).isEmpty();
    assertThat(Credentials.of((String) null).token()).isEmpty();
  }

  @Test
  void anOperatorIsKnownByTheNameOfTheToken() {
    BearerTokens tokens =
        new BearerTokens(Map.of("ann", "a-long-token-1", "bob", "a-long-token-2"));
    assertThat(tokens.nameOf(Credentials.of("Bearer a-long-token-2"))).contains("bob");
    assertThat(tokens.nameOf(Credentials.of("Bearer a-long-token-3"))).isEmpty();
    assertThat(tokens.nameOf(Credentials.of("Basic OmEtbG9uZy10b2tlbi0x"))).isEmpty();
  }

  @Test
  void credentialsDoNotPrint() {
    assertThat(Credentials.of("Bearer hunter2") + " " + Credentials.of("Basic OmFiYw==") + ADDON)
        .doesNotContain("hunter2")
        .doesNotContain("abc")
        .doesNotContain("super-secret");
  }
}
