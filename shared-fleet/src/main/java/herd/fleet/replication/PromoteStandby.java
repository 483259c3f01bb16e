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
 * Makes a standby the leader. Whoever calls it holds a fence receipt (SAFETY 9). It is muted first,
 * and waits for nobody's synchronous acknowledgement (SAFETY 13); it does not wait for a
 * checkpoint.
 */
public final class PromoteStandby {
  private static final Script SCRIPT = Script.named("promote-standby", "files", "silence");

  private final Fenced fenced;

  public PromoteStandby(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @return the same when it was promoted before
   * @throws herd.fleet.act.ActFailed {@code PRECONDITION} when it is a leader that never was a
   *     standby
   */
  public Promoted run(
      Vantage vantage, Host host, List<Claim> claims, String systemIdentifier, Duration limit) {
    return Promoted.from(
        fenced.run(
            vantage, host, claims, SCRIPT, Map.of("SYSTEM", systemIdentifier), new byte[0], limit));
  }
}
