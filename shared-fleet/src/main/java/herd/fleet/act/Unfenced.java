package herd.fleet.act;

import herd.fleet.Vantage;
import herd.fleet.ssh.Ssh;
import herd.fleet.ssh.SshAnswer;
import herd.fleet.ssh.SshTrouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Runs scripts that only read. Safe to share between threads. */
public final class Unfenced {
  static final String LIB = Script.resource("lib.sh");
  private static final int BUSY = 74;
  private static final int STALE = 75;
  private static final int PRECONDITION = 76;
  private static final int ENDED_BY_TIMEOUT = 124;
  private static final int KILLED = 137;

  private final Ssh ssh;

  public Unfenced(Ssh ssh) {
    this.ssh = ssh;
  }

  /**
   * @throws SshTrouble when the server could not be asked
   * @throws ActFailed when the script failed
   */
  public Answer run(
      Vantage vantage, Host host, Script script, Map<String, String> arguments, Duration limit) {
    return run(vantage, host, script.name(), LIB + script.text(), arguments, new byte[0], limit);
  }

  Answer run(
      Vantage vantage,
      Host host,
      String name,
      String body,
      Map<String, String> arguments,
      byte[] stdin,
      Duration limit) {
    Map<String, String> all = new HashMap<>(arguments);
    all.put("ROOT", host.root());
    host.boot().ifPresent(boot -> all.put("BOOT", boot));
    SshAnswer answer =
        ssh.exec(vantage, host.ssh(), ShellText.command(body, all, limit), stdin, limit);
    if (answer.ok()) {
      return new Answer(answer.stdout());
    }
    String what = "%s on %s: %s".formatted(name, host.ssh().address(), answer.stderr().strip());
    switch (answer.exit()) {
      case STALE -> throw new StaleToken(what);
      case BUSY -> throw new ActFailed(ActFailed.Kind.BUSY, what);
      case PRECONDITION -> throw new ActFailed(ActFailed.Kind.PRECONDITION, what);
      case ENDED_BY_TIMEOUT, KILLED ->
          throw new ActFailed(
              ActFailed.Kind.TIMED_OUT, what + " (did not end within " + limit + ")");
      default ->
          throw new ActFailed(ActFailed.Kind.FAILED, what + " (exit code " + answer.exit() + ")");
    }
  }
}
