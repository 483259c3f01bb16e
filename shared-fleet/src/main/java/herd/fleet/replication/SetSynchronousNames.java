package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names the standby that a leader's commits wait for, or nobody, which releases those that wait.
 * Ends only when it holds: commits wait from then on, or wait no more.
 */
public final class SetSynchronousNames {
  private static final Script SCRIPT = Script.named("set-synchronous", "files");

  private final Fenced fenced;

  public SetSynchronousNames(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param standby the {@link Upstream#applicationName} of the standby
   * @throws herd.fleet.act.ActFailed also when it did not hold within the limit; it may later
   */
  public void run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      Optional<String> standby,
      Duration limit) {
    fenced.run(
        vantage,
        host,
        claims,
        SCRIPT,
        Map.of("SYSTEM", systemIdentifier, "STANDBY", standby.map(Names::standby).orElse("")),
        new byte[0],
        limit);
  }
}
