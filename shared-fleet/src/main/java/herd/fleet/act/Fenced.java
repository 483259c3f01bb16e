package herd.fleet.act;

import herd.fleet.Vantage;
import herd.fleet.ssh.Ssh;
import herd.fleet.ssh.SshTrouble;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs scripts that change a server, under its fence: see {@code scripts/fence.sh} for how the
 * server checks the tokens. Safe to share between threads.
 */
public final class Fenced {
  private static final String FENCE = Script.resource("fence.sh");
  // What flock may wait for after a stale holder was ended; together with the rest within the
  // limit.
  private static final int PATIENCE_SECONDS = 5;
  private static final int MOST_CLAIMS = 6;

  private final Unfenced shell;

  public Fenced(Ssh ssh) {
    this.shell = new Unfenced(ssh);
  }

  /**
   * @param claims what is acted on; one lock each, taken in the order of their subjects
   * @param arguments variables of the script, by upper-case names; never secrets
   * @param stdin secrets
   * @throws StaleToken when the server has seen a higher token; nothing was done
   * @throws ActFailed when the script refused or failed
   * @throws SshTrouble when it is not known what became of it
   */
  public Answer run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      Script script,
      Map<String, String> arguments,
      byte[] stdin,
      Duration limit) {
    if (claims.isEmpty() || claims.size() > MOST_CLAIMS) {
      throw new IllegalArgumentException(
          script.name() + " changes a server and needs one to six claims, not " + claims.size());
    }
    Map<String, String> all = new HashMap<>(arguments);
    all.put("PATIENCE", Integer.toString(PATIENCE_SECONDS));
    all.put(
        "CLAIMS",
        claims.stream()
            .sorted(Comparator.comparing(Claim::subject))
            .map(Claim::text)
            .collect(Collectors.joining(" ")));
    return shell.run(
        vantage, host, script.name(), Unfenced.LIB + FENCE + script.text(), all, stdin, limit);
  }
}
