package herd.fleet.act;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a script said.
 *
 * @param text its standard output
 */
public record Answer(String text) {
  /** The {@code key=value} lines; the last of a key counts. */
  public Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(line ->
            values.put(
                line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return values;
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(values().get(key)).filter(value -> !value.isBlank());
  }

  /** A value the script always says. */
  public String need(String key) {
    return value(key)
        .orElseThrow(
            () -> new ActFailed(ActFailed.Kind.FAILED, "the server did not say its " + key));
  }
}
