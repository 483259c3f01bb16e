package herd.fleet.act;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Puts a script and its arguments into one command line, with everything quoted. */
final class ShellText {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final Duration GRACE = Duration.ofSeconds(1);

  private ShellText() {}

  /**
   * The command; the server itself ends it, with all it started, a second before we stop waiting.
   */
  static String command(String body, Map<String, String> arguments, Duration limit) {
    String text = assignments(arguments) + body;
    long seconds = Math.max(1, limit.minus(GRACE).toSeconds());
    return "exec timeout -k 2 " + seconds + " sh -c " + quoted(text);
  }

  static String assignments(Map<String, String> arguments) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(arguments)
        .forEach((name, value) ->
            text.append(variable(name)).append('=').append(quoted(value)).append('\n'));
    return text.toString();
  }

  /** Single quotes take everything literally but themselves. */
  static String quoted(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an argument holds a NUL character");
    }
    return "'" + value.replace("'", "'\\''") + "'";
  }

  private static String variable(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a script's argument: " + name);
    }
    return name;
  }
}
