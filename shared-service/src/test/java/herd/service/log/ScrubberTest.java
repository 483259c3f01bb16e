package herd.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connecting to postgres://user:hunter2@db.example:5432/x",
        "jdbc:postgresql://user:hunter2@db/x",
        "postgres://user:hunt@er2:hunter2@db/x",
        "https://token:hunter2@logplex.io/logs",
        "Authorization: Bearer hunter2-token",
        "authorization: basic aHVudGVyMjpodW50ZXIyhunter2==",
        "{\"password\":\"hunter2\",\"x\":1}",
        "{\"password\": \"a \\\" hunter2\"}",
        "password=hunter2&x=1",
        "client_secret=hunter2&code=5",
        "\"refresh_token\" : \"hunter2\"",
        "PGPASSWORD=hunter2 psql",
        "HERD_SECRET_KEY=hunter2",
        "alter role x password 'hunter2'",
        "alter role x PASSWORD 'it''s hunter2'",
        "SCRAM-SHA-256$4096:hunter2$stored:server",
      })
  void aSecretIsGone(String text) {
    assertThat(Scrubber.scrub(text)).doesNotContain("hunter2").contains("[secret]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic authentication is needed",
        "looked at postgres://user@db/x",
        "http://127.0.0.1:5000/client/v11/databases/x",
        "token=17 refused, the file has 18",
        "the password is wrong",
      })
  void ordinaryTextStays(String text) {
    assertThat(Scrubber.scrub(text)).isEqualTo(text);
  }
}
