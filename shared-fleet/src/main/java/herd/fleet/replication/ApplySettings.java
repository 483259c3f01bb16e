package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Answer;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Gives a server the settings of its plan, all of them: one that is not named falls back to what
 * the cluster was made with. They are loaded at once where Postgres runs.
 */
public final class ApplySettings {
  private static final Script SCRIPT = Script.named("apply-settings", "files");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?");

  /** What other acts decide, or what a server could not be reached with any more. */
  private static final Set<String> NOT_A_PLANS =
      Set.of(
          "config_file",
          "data_directory",
          "external_pid_file",
          "hba_file",
          "ident_file",
          "include",
          "include_dir",
          "include_if_exists",
          "listen_addresses",
          "port",
          "primary_conninfo",
          "primary_slot_name",
          "synchronous_standby_names",
          "unix_socket_directories");

  private final Fenced fenced;

  public ApplySettings(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @throws IllegalArgumentException for a name that is no setting of a plan's, or a value of more
   *     than one line
   * @throws herd.fleet.act.ActFailed {@code PRECONDITION} when Postgres refuses one; the old ones
   *     stay
   */
  public AppliedSettings run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      Map<String, String> settings,
      Duration limit) {
    Answer answer =
        fenced.run(
            vantage,
            host,
            claims,
            SCRIPT,
            Map.of("SYSTEM", systemIdentifier, "SETTINGS", text(settings)),
            new byte[0],
            limit);
    return AppliedSettings.of(answer);
  }

  private static String text(Map<String, String> settings) {
    return new TreeMap<>(settings)
        .entrySet().stream()
            .map(setting -> line(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining("\n"));
  }

  /** In a configuration file a backslash begins an escape, within quotes too. */
  private static String line(String name, String value) {
    if (!NAME.matcher(name).matches() || NOT_A_PLANS.contains(name)) {
      throw new IllegalArgumentException("not a setting of a plan's: " + name);
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the value of " + name + " holds a control character");
    }
    return "%s = '%s'".formatted(name, value.replace("\\", "\\\\").replace("'", "''"));
  }
}
