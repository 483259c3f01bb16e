package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Answer;
import herd.fleet.act.Claim;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an old leader, which was stopped for good, a standby of the new one (SAFETY 14): its own
 * WAL from the fork is kept and its commits counted, then {@code pg_rewind}. The new leader must
 * have had a {@link Checkpoint} and the standby's slot. A detached step; afterwards it is started
 * by {@link herd.fleet.server.StartPostgres}. While it has not ended well nothing starts it. The
 * count is told as soon as it is had, whatever becomes of the rewind.
 *
 * <p>It may be run again after any failure but one: when it was ended while {@code pg_rewind}
 * wrote, it refuses, and a new base backup is what helps.
 */
public final class RewindToUpstream {
  private static final Script STEP = Script.named("rewind-to-upstream", "postgres", "files");

  private final Detached detached;
  private final String name;

  /**
   * @param failover which one it is after: what an earlier one left behind is not its own
   */
  public RewindToUpstream(Detached detached, long failover) {
    this.detached = detached;
    this.name = "rewind-" + failover;
  }

  public DetachedRun startOrAdopt(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      Upstream upstream,
      Duration limit) {
    return detached.startOrAdopt(
        vantage,
        host,
        claims,
        name,
        STEP,
        upstream.arguments(Map.of("SYSTEM", systemIdentifier)),
        upstream.stdin(),
        limit);
  }

  public DetachedRun poll(Vantage vantage, Host host, Duration limit) {
    return detached.poll(vantage, host, name, limit);
  }

  /** After it has ended or was lost, or to give it up. */
  public void end(Vantage vantage, Host host, List<Claim> claims, Duration limit) {
    detached.end(vantage, host, claims, name, limit);
  }

  /**
   * The commits only it had, also while it runs and after it failed.
   *
   * @return empty while they are not counted, and when they cannot be
   */
  public static Optional<Long> counted(DetachedRun run) {
    return RewindResult.counted(new Answer(run.output()));
  }

  /**
   * @return empty until it has ended
   * @throws herd.fleet.act.ActFailed when it failed
   */
  public static Optional<RewindResult> outcome(DetachedRun run) {
    return Ended.of("rewind", run).map(RewindResult::from);
  }
}
