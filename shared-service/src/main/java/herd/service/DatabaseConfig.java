package herd.service;

/**
 * How to reach one database of Herd's own.
 *
 * @param url {@code jdbc:postgresql://host:port/name}, without credentials
 * @param poolSize the most connections at one time
 */
public record DatabaseConfig(String url, String user, Secret password, int poolSize) {

  /**
   * Reads {@code <prefix>_URL}, {@code _USER}, {@code _PASSWORD} and {@code _POOL}.
   *
   * @param role the user unless one is named: services may share one environment, not one role
   */
  public static DatabaseConfig from(Variables variables, String prefix, String role) {
    return new DatabaseConfig(
        url(variables, prefix + "_URL"),
        variables.text(prefix + "_USER", role),
        variables.secret(prefix + "_PASSWORD"),
        variables.integer(prefix + "_POOL", 8, 1, 200));
  }

  /** The role of a service of this name: {@code herd_starter_tier} for starter-tier. */
  public static String roleOf(String service) {
    return "herd_" + service.replace('-', '_');
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
