package herd.service.log;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes what looks like a secret from text that is about to be logged or shown. The second line
 * of defence: code must not log secrets, but exceptions of libraries quote URLs and headers.
 */
public final class Scrubber {

  private static final String GONE = "[secret]";

  private record Shape(Pattern pattern, String replacement) {
    Shape(String regex, String replacement) {
      this(Pattern.compile(regex), replacement);
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          // scheme://user:password@host; greedy, since a password may hold an @.
          new Shape("([A-Za-z][A-Za-z0-9+.-]*://[^\\s:@/]*):[^\\s\"']*@", "$1:" + GONE + "@"),
          // A token has a digit, a capital or a sign; "basic authentication" has none.
          new Shape(
              "\\b((?i:bearer|basic))\\s+(?=[^\\s\"]*[0-9A-Z=._])[A-Za-z0-9._~+/=-]{6,}",
              "$1 " + GONE),
          new Shape("SCRAM-SHA-256\\$[^\\s'\"]+", GONE),
          new Shape("(?i)(password\\s+)'(?:[^']|'')*'", "$1'" + GONE + "'"),
          new Shape(
              "(?i)(\"?[a-z_]*(?:password|passwd|pwd|client_secret|access_token|refresh_token"
                  + "|secret_key)\"?\\s*[=:]\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"&,;}]+)",
              "$1" + GONE));

  private Scrubber() {}

  public static String scrub(String text) {
    String clean = text;
    for (Shape shape : SHAPES) {
      clean = shape.pattern().matcher(clean).replaceAll(shape.replacement());
    }
    return clean;
  }
}
