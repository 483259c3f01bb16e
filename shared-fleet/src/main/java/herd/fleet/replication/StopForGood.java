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
 * The <em>stopped</em> receipt (SAFETY 9): no process of the cluster is left, and by whomever it is
 * started, it starts as a standby with no upstream. Only {@link PromoteStandby} makes it a leader
 * again.
 */
public final class StopForGood {
  private static final Script SCRIPT = Script.named("stop-for-good", "postgres", "files", "pooler");

  private final Fenced fenced;

  public StopForGood(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param grace how long it may try to shut down in order before it is killed; zero kills at once.
   *     A shutdown in order sends all WAL to the standbys, so a switchover wants it
   */
  public StoppedAt run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      Duration grace,
      Duration limit) {
    return StoppedAt.from(
        fenced.run(
            vantage,
            host,
            claims,
            SCRIPT,
            Map.of("SYSTEM", systemIdentifier, "GRACE_MS", Long.toString(grace.toMillis())),
            new byte[0],
            limit));
  }
}
