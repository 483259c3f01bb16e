package herd.production.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

  @ParameterizedTest
  @CsvSource({
    "Monday, 00:00, Mondays 00:00 to 04:00 UTC",
    "monday, 18:30, Mondays 18:30 to 22:30 UTC",
    "Thursday, 22:00, Thursdays 22:00 to Fridays 02:00 UTC",
    "Sunday, 8:00PM, Sundays 20:00 to Mondays 00:00 UTC",
    "Sunday, 12:00am, Sundays 00:00 to 04:00 UTC",
    "Sunday, 12:30 PM, Sundays 12:30 to 16:30 UTC"
  })
  void aWindowIsReadAsCustomersTypeIt(String day, String time, String text) {
    assertThat(Window.read(day, time).map(Window::text)).contains(text);
  }

  @ParameterizedTest
  @CsvSource({"Someday, 10:00", "Monday, 24:00", "Monday, 10:15", "Monday, 13:00PM", "Monday, x"})
  void whatIsNoWindowIsNone(String day, String time) {
    assertThat(Window.read(day, time)).isEmpty();
  }

  @Test
  void theNextStartIsNotBeforeTheMoment() {
    Window thursday = Window.read("Thursday", "22:00").orElseThrow();
    Instant start = Instant.parse("2026-11-26T22:00:00Z");
    assertThat(thursday.next(Instant.parse("2026-11-22T08:00:00Z"))).isEqualTo(start);
    assertThat(thursday.next(start)).isEqualTo(start);
    assertThat(thursday.next(start.plusMillis(1))).isEqualTo(Instant.parse("2026-12-03T22:00:00Z"));
  }
}
