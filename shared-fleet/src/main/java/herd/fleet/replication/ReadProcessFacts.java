package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import herd.fleet.act.Unfenced;
import herd.fleet.ssh.SshTrouble;
import java.time.Duration;
import java.util.Map;

/** Asks a server whether its Postgres is dead: one quick command, which changes nothing. */
public final class ReadProcessFacts {
  private static final Script SCRIPT = Script.named("process-facts");

  private final Unfenced shell;

  public ReadProcessFacts(Unfenced shell) {
    this.shell = shell;
  }

  /**
   * @throws SshTrouble when the server could not be asked; its kind is the look's outcome
   */
  public ProcessFacts run(Vantage vantage, Host host, Duration limit) {
    return ProcessFacts.from(shell.run(vantage, host, SCRIPT, Map.of(), limit));
  }
}
