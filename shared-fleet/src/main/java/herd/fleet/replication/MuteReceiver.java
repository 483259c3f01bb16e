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
 * The <em>mute</em> receipt (SAFETY 9): the standby has nowhere to stream from, no receiver, and
 * none can log in any more, so a leader whose commits wait for it acknowledges none. The position
 * is read after that and is final.
 */
public final class MuteReceiver {
  private static final Script SCRIPT = Script.named("mute-receiver", "files", "silence");

  private final Fenced fenced;

  public MuteReceiver(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @throws herd.fleet.act.ActFailed {@code PRECONDITION} when it is not in recovery
   */
  public Position run(
      Vantage vantage, Host host, List<Claim> claims, String systemIdentifier, Duration limit) {
    return Position.from(
        fenced.run(
            vantage, host, claims, SCRIPT, Map.of("SYSTEM", systemIdentifier), new byte[0], limit));
  }
}
