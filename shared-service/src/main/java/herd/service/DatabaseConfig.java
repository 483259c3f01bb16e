package herd.service;

import java.net.URI;

/**
 * How to reach one database of Herd's own.
 *
 * @param url {@code jdbc:postgresql://host:port/name}, without credentials
 * @param poolSize the most connections at one time
 */
public record DatabaseConfig(String url, String user, Secret password, int poolSize) {

  /** Reads {@code <prefix>_URL}, {@code _USER}, {@code _PASSWORD} and {@code _POOL}. */
  public static DatabaseConfig from(Variables variables, String prefix) {
    return new DatabaseConfig(
        url(variables, prefix + "_URL"),
        variables.text(prefix + "_USER"),
        variables.secret(prefix + "_PASSWORD"),
        variables.integer(prefix + "_POOL", 8, 1, 200));
  }

  private static String url(Variables variables, String name) {
    String text = variables.text(name);
    if (text.isEmpty()) {
      return text;
    }
    String bare = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
    if (!bare.matches("(postgresql|postgres)://[^@?#]+/[^@?#/]+")) {
      variables.wrong(
          name,
          "set it to jdbc:postgresql://HOST:PORT/DATABASE (credentials and options are not part"
              + " of it)");
      return "";
    }
    URI uri = URI.create(bare);
    return "jdbc:postgresql://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
