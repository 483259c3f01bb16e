package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Finds what holds up the replay of a standby: a pause is ended, and so are sessions whose queries
 * replay waits for. A disk or a processor that is too slow is only told of.
 */
public final class LetReplay {
  private static final Script SCRIPT = Script.named("let-replay");

  private final Fenced fenced;

  public LetReplay(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @return what was found, in words
   * @throws herd.fleet.act.ActFailed {@code PRECONDITION} when it is no standby, or does not run
   */
  public String run(
      Vantage vantage, Host host, List<Claim> claims, String systemIdentifier, Duration limit) {
    return fenced
        .run(vantage, host, claims, SCRIPT, Map.of("SYSTEM", systemIdentifier), new byte[0], limit)
        .need("found");
  }
}
