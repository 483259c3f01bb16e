package herd.production.setting;

import herd.production.plan.Settings;
import herd.tier.server.ServerSize;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that a server is to have: what follows from its plan and its size, then the customer's. */
public record WantedSettings(SortedMap<String, String> all) {

  /**
   * @param on the server's own size: whoever edits a plan moves nobody (decision 13)
   * @param cpus of the plan
   * @param chosen by the customer, by key
   */
  public static WantedSettings of(ServerSize on, int cpus, Map<String, String> chosen) {
    SortedMap<String, String> all = new TreeMap<>(Settings.of(on, cpus));
    chosen.forEach(
        (key, value) -> CustomerSetting.of(key).ifPresent(setting -> setting.into(all, value)));
    return new WantedSettings(all);
  }

  /**
   * The same for a leader. A standby with less room than its leader stops replaying (the manual,
   * 27.4.5), so no leader is told more than its standby runs with: not even a crash may start it
   * with that.
   *
   * @param standbys what its standby runs with; nothing is held back for what it does not name
   */
  public WantedSettings within(Map<String, Long> standbys) {
    SortedMap<String, String> held = new TreeMap<>(all);
    standbys.forEach((name, room) ->
        held.computeIfPresent(
            name, (_, wanted) -> Long.toString(Math.min(Long.parseLong(wanted), room))));
    return new WantedSettings(held);
  }

  /** The same for the same settings, whoever computes it. */
  public String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(all.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
