package herd.fleet.server;

import herd.fleet.act.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A cluster that was made.
 *
 * @param systemIdentifier Postgres's own id of it; every later act names it and is refused by
 *     another (SAFETY 16)
 * @param certificate the server's TLS certificate, PEM: to be pinned
 * @param version Postgres's version, {@code 15.18}
 */
public record Cluster(String systemIdentifier, String certificate, String version) {

  /** The part of its version that a standby must share with its leader. */
  public int major() {
    return Integer.parseInt(version.replaceFirst("[^0-9].*", ""));
  }

  /** As the scripts that make one report it. */
  public static Cluster from(Answer answer) {
    return new Cluster(
        answer.need("system_identifier"),
        new String(
            Base64.getDecoder().decode(answer.need("certificate")), StandardCharsets.US_ASCII),
        answer.need("version"));
  }
}
