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
 * Has Postgres write a checkpoint and waits for it. A promoted leader's control file names the old
 * timeline until then, and a rewind would believe it (SAFETY 14).
 */
public final class Checkpoint {
  private static final Script SCRIPT = Script.named("checkpoint");

  private final Fenced fenced;

  public Checkpoint(Fenced fenced) {
    this.fenced = fenced;
  }

  public void run(
      Vantage vantage, Host host, List<Claim> claims, String systemIdentifier, Duration limit) {
    fenced.run(
        vantage, host, claims, SCRIPT, Map.of("SYSTEM", systemIdentifier), new byte[0], limit);
  }
}
