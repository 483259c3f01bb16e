package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import herd.fleet.act.Unfenced;
import herd.fleet.ssh.SshTrouble;
import java.time.Duration;
import java.util.Map;

/** Looks at a server over SSH: one command, which changes nothing. */
public final class ReadServerFacts {
  private static final Script SCRIPT = Script.named("server-facts");

  private final Unfenced shell;

  public ReadServerFacts(Unfenced shell) {
    this.shell = shell;
  }

  /**
   * @throws SshTrouble when the server could not be asked; its kind is the look's outcome
   */
  public ServerFacts run(Vantage vantage, Host host, Duration limit) {
    return ServerFacts.from(shell.run(vantage, host, SCRIPT, Map.of(), limit));
  }
}
