package herd.fleet.act;

import herd.fleet.Vantage;
import herd.fleet.ssh.Ssh;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Long steps (a base backup, a restore) that run on the server under a recorded name, so that a
 * lost login or worker loses nothing (SAFETY 2). A successor adopts the step by starting it again
 * under the same name, or ends it first. Safe to share between threads.
 */
public final class Detached {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");
  private static final Script START = Script.named("run-start", "run");
  private static final Script POLL = Script.named("run-poll", "run");
  private static final Script END = Script.named("run-end", "run");

  private final Fenced fenced;
  private final Unfenced shell;

  public Detached(Ssh ssh) {
    this.fenced = new Fenced(ssh);
    this.shell = new Unfenced(ssh);
  }

  /**
   * @param name of the step on this server
   * @param step what to run; it gets the same words and arguments as an act, and no lock
   * @param stdin secrets; kept in a file of the step's folder until it has ended
   * @param limit for starting it, not for the step
   */
  public DetachedRun startOrAdopt(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String name,
      Script step,
      Map<String, String> arguments,
      byte[] stdin,
      Duration limit) {
    Map<String, String> all = new HashMap<>(arguments);
    all.put("ROOT", host.root());
    String text = ShellText.assignments(all) + Unfenced.LIB + step.text();
    Map<String, String> start = Map.of("NAME", checked(name), "STEP", text);
    return DetachedRun.from(fenced.run(vantage, host, claims, START, start, stdin, limit));
  }

  /** A look; changes nothing. */
  public DetachedRun poll(Vantage vantage, Host host, String name, Duration limit) {
    return DetachedRun.from(shell.run(vantage, host, POLL, Map.of("NAME", checked(name)), limit));
  }

  /** Kills it if it still runs, and forgets it: the name is free again. */
  public void end(Vantage vantage, Host host, List<Claim> claims, String name, Duration limit) {
    fenced.run(vantage, host, claims, END, Map.of("NAME", checked(name)), new byte[0], limit);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a step: " + name);
    }
    return name;
  }
}
