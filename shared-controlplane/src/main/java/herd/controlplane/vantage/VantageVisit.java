package herd.controlplane.vantage;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.NoAct;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One look at what a vantage sees. */
final class VantageVisit implements Visit<NoAct, VantageSeen> {

  /** The one bad outcome of such a look; the reason of the transition tells which kind it was. */
  private static final String AMISS = "timed_out";

  private record Sight(Optional<String> trouble, Brake.Evidence evidence) {}

  private final Subject vantage;
  private final References references;
  private final Brake brake;
  private volatile Optional<Sight> sight = Optional.empty();

  VantageVisit(Subject vantage, References references, Brake brake) {
    this.vantage = vantage;
    this.references = references;
    this.brake = brake;
  }

  @Override
  public Look look() {
    long begun = System.nanoTime();
    Sight seen = new Sight(references.trouble(), brake.against(vantage.name()));
    sight = Optional.of(seen);
    boolean well = seen.trouble().isEmpty() && seen.evidence().verdict().isEmpty();
    return new Look(
        well ? "ok" : AMISS,
        well,
        seen.trouble().isPresent(),
        true,
        Duration.ofNanos(System.nanoTime() - begun),
        Optional.of(
            "{\"looked_at\": %d, \"newly_bad\": %d}"
                .formatted(seen.evidence().lookedAt(), seen.evidence().newlyBad())),
        // While all is well it would only fill the books: once every two seconds, for ever.
        !well || !seeing());
  }

  /** A look during a stall of its own is no word about its references; nor that they are there. */
  private boolean speaksAgainst(Observation earlier) {
    boolean stalled = earlier.outcome().equals(Look.BLIND);
    return !earlier.well() && !(stalled && seeing());
  }

  private boolean seeing() {
    return vantage.state().equals(VantageState.SEEING.name());
  }

  @Override
  public VantageSeen seen(Look look, List<Observation> recalled, Instant now) {
    return new VantageSeen(
        vantage.wanted(),
        sight.map(Sight::trouble).orElse(Optional.of("the look did not end in time")),
        recalled.stream().anyMatch(this::speaksAgainst),
        sight.flatMap(one -> one.evidence().verdict()),
        (int) recalled.stream().filter(Observation::well).count(),
        seeing() ? Duration.between(vantage.since(), now) : Duration.ZERO);
  }

  @Override
  public Act act(NoAct name) {
    throw new IllegalArgumentException("a vantage asks for nothing");
  }
}
