package herd.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.service.http.BearerTokens;
import herd.service.http.HttpConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  record Sample(String name, int size, Duration beat, URI url, Secret secret) {
    Sample {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("no name");
      }
    }

    static Sample from(Variables v) {
      return new Sample(
          v.text("HERD_NAME"),
          v.integer("HERD_SIZE", 4, 1, 10),
          v.duration("HERD_BEAT", Duration.ofSeconds(60)),
          v.url("HERD_PEER_URL"),
          v.secret("HERD_TOKEN"));
    }
  }

  @Test
  void aConfigurationHasItsDefaults() {
    Sample sample =
        new Environment(
                Map.of("HERD_NAME", "a", "HERD_PEER_URL", "http://h:1/", "HERD_TOKEN", "hunter2"))
            .read(Sample::from);
    assertThat(sample.size()).isEqualTo(4);
    assertThat(sample.beat()).isEqualTo(Duration.ofMinutes(1));
    assertThat(sample.toString()).doesNotContain("hunter2");
  }

  @Test
  void everyWrongVariableIsNamedAtOnceAndNoValueIsShown() {
    Environment environment =
        new Environment(
            Map.of(
                "HERD_NAME", "  ",
                "HERD_SIZE", "hunter2",
                "HERD_BEAT", "5 minutes",
                "HERD_PEER_URL", "http://u:hunter2@h"));
    assertThatThrownBy(() -> environment.read(Sample::from))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("HERD_NAME: is not set")
        .hasMessageContaining("HERD_SIZE: set it to a whole number from 1 to 10")
        .hasMessageContaining("HERD_BEAT: set it to a time like")
        .hasMessageContaining("HERD_PEER_URL: set it to a URL")
        .hasMessageContaining("HERD_TOKEN: is not set")
        .hasMessageNotContaining("hunter2");
    assertThat(environment.toString()).doesNotContain("hunter2");
  }

  @Test
  void aMisspeltVariableIsToldFromOneThatIsSomebodyElses() {
    Environment environment =
        new Environment(
            Map.of(
                "HERD_NAME", "a",
                "HERD_PEER_URL", "http://h:1/",
                "HERD_TOKEN", "hunter2",
                "HERD_TOKENS", "hunter2", // one letter from a name that is set
                "HERD_BAET", "5s",
                "HERD_BACKUPS_URL", "http://h:2/",
                "HERDS_SIZE", "3"));
    environment.read(Sample::from);
    assertThat(environment.misspelt()).containsExactly(new Misspelt("HERD_BAET", "HERD_BEAT"));
  }

  @Test
  void thePlatformsPortWinsAndLoopbackIsTheDefault() {
    assertThat(http(Map.of())).isEqualTo(new HttpConfig("127.0.0.1", 5100));
    assertThat(http(Map.of("HERD_X_PORT", "6000", "PORT", "7000", "HERD_BIND", "0.0.0.0")))
        .isEqualTo(new HttpConfig("0.0.0.0", 7000));
  }

  private static HttpConfig http(Map<String, String> variables) {
    return new Environment(variables).read(v -> HttpConfig.from(v, "HERD_X_PORT", 5100));
  }

  @Test
  void aDatabaseUrlTakesNoCredentialsAndNoOptions() {
    assertThat(database("postgres://h:5432/control").url())
        .isEqualTo("jdbc:postgresql://h:5432/control");
    assertThat(database("jdbc:postgresql://h/control").url())
        .isEqualTo("jdbc:postgresql://h/control");
    for (String wrong :
        new String[] {"postgres://u:p@h/c", "jdbc:postgresql://h/c?password=p", "h/c", " "}) {
      assertThatThrownBy(() -> database(wrong))
          .hasMessageContaining("set it to jdbc:postgresql://HOST");
    }
  }

  private static DatabaseConfig database(String url) {
    return new Environment(
            Map.of("HERD_CONTROL_URL", url, "HERD_CONTROL_USER", "u", "HERD_CONTROL_PASSWORD", "p"))
        .read(v -> DatabaseConfig.from(v, "HERD_CONTROL", "herd_somebody"));
  }

  @Test
  void aShortOperatorTokenIsRefused() {
    assertThatThrownBy(() ->
            new Environment(Map.of("HERD_OPERATOR_TOKEN", "short"))
                .read(v -> BearerTokens.from(v, "HERD_OPERATOR_TOKEN")))
        .hasMessageContaining("HERD_OPERATOR_TOKEN: a token is shorter");
  }
}
