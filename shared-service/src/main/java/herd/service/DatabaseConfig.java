package herd.service;

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
    String text = variables.optionalText(name).orElse("");
    String bare = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
    if (!bare.matches("(postgresql|postgres)://[A-Za-z0-9._:,\\[\\]-]+/[A-Za-z0-9_-]+")) {
      variables.wrong(
          name,
          (text.isEmpty() ? "is not set; " : "")
              + "set it to jdbc:postgresql://HOST:PORT/DATABASE, without credentials or options");
      return "";
    }
    return "jdbc:postgresql:" + bare.substring(bare.indexOf("//"));
  }
}
