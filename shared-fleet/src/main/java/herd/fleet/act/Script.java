package herd.fleet.act;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * POSIX shell that runs on a server. Arguments come as variables, secrets as standard input.
 *
 * @param name for messages
 */
public record Script(String name, String text) {
  /** The script of that name from this room's resources, after the pieces it builds on. */
  public static Script named(String name, String... pieces) {
    String before =
        Arrays.stream(pieces).map(piece -> resource(piece + ".sh")).collect(Collectors.joining());
    return new Script(name, before + resource(name + ".sh"));
  }

  /** One file of {@code herd/fleet/scripts}. */
  public static String resource(String file) {
    try (InputStream in = Script.class.getResourceAsStream("/herd/fleet/scripts/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no script " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the script " + file, e);
    }
  }
}
