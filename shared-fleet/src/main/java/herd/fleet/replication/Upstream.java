package herd.fleet.replication;

import herd.fleet.postgres.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a standby streams from, and as whom.
 *
 * @param certificate the upstream's own, PEM: the only one the standby will trust
 * @param replicationPassword of the role {@code herd_replication}
 * @param slot a physical slot on the upstream, kept for this standby alone
 * @param applicationName what the upstream knows the standby by: unique per server and epoch
 *     (SAFETY 11)
 */
public record Upstream(
    String address,
    int port,
    String certificate,
    Secret replicationPassword,
    String slot,
    String applicationName) {
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");

  public Upstream {
    if (!ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException("not an address: " + address);
    }
    if (replicationPassword.text().chars().anyMatch(letter -> letter < ' ')) {
      throw new IllegalArgumentException("the replication password holds a control character");
    }
    Names.slot(slot);
    Names.standby(applicationName);
  }

  /** What the scripts expect, together with {@link #stdin()}. */
  Map<String, String> arguments(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("UPSTREAM_HOST", address);
    all.put("UPSTREAM_PORT", Integer.toString(port));
    all.put("UPSTREAM_CERTIFICATE", certificate.strip());
    all.put("UPSTREAM_SLOT", slot);
    all.put("UPSTREAM_NAME", applicationName);
    return all;
  }

  byte[] stdin() {
    return (replicationPassword.text() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
