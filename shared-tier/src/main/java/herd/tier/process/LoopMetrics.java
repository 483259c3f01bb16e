package herd.tier.process;

import herd.controlplane.ring.Signals;
import herd.service.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Summary;
import java.time.Duration;

/** What the loop tells about itself, as metrics. */
final class LoopMetrics implements Signals {

  private final Summary looks;
  private final Summary thoughts;
  private final Summary acts;
  private final Summary commits;
  private final Counter outcomes;
  private final Counter failedActs;

  LoopMetrics(Metrics metrics) {
    looks = metrics.summary("herd_look_seconds", "How long looks took.", "kind", "lane");
    thoughts =
        metrics.summary("herd_think_seconds", "How long thinking about a member took.", "kind");
    acts = metrics.summary("herd_act_seconds", "How long acts took.", "kind", "act");
    commits = metrics.summary("herd_commit_seconds", "How long committing a batch took.", "kind");
    outcomes = metrics.counter("herd_looks", "Looks by outcome.", "kind", "outcome");
    failedActs = metrics.counter("herd_failed_acts", "Acts that failed.", "kind", "act");
  }

  @Override
  public void looked(String kind, String lane, String outcome, Duration took) {
    looks.labelValues(kind, lane).observe(seconds(took));
    outcomes.labelValues(kind, outcome).inc();
  }

  @Override
  public void thought(String kind, Duration took) {
    thoughts.labelValues(kind).observe(seconds(took));
  }

  @Override
  public void acted(String kind, String act, boolean ok, Duration took) {
    acts.labelValues(kind, act).observe(seconds(took));
    if (!ok) {
      failedActs.labelValues(kind, act).inc();
    }
  }

  @Override
  public void committed(String kind, int members, Duration took) {
    commits.labelValues(kind).observe(seconds(took));
  }

  private static double seconds(Duration took) {
    return took.toNanos() / 1e9;
  }
}
