package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import herd.fleet.act.Unfenced;
import herd.fleet.ssh.SshTrouble;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A look from a standby's host at the leader (SAFETY 12): does its Postgres answer there? One that
 * answers "I am starting" is heard, too.
 */
public final class HearsLeader {
  private static final Script SCRIPT = Script.named("hears-leader");
  private static final Duration OVERHEAD = Duration.ofSeconds(3);

  private final Unfenced shell;

  public HearsLeader(Unfenced shell) {
    this.shell = shell;
  }

  /**
   * @param patience how long the leader may take to answer
   * @throws SshTrouble when the standby's host could not be asked
   */
  public boolean run(
      Vantage vantage, Host standby, String leaderAddress, int leaderPort, Duration patience) {
    Map<String, String> arguments =
        Map.of(
            "LEADER", leaderAddress,
            "PORT", Integer.toString(leaderPort),
            "SECONDS_LIMIT", String.format(Locale.ROOT, "%.3f", patience.toMillis() / 1000.0));
    return shell
        .run(vantage, standby, SCRIPT, arguments, patience.plus(OVERHEAD))
        .need("hears")
        .equals("yes");
  }
}
