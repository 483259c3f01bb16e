package herd.controlplane.vantage;

import static herd.controlplane.vantage.VantageState.BLIND;
import static herd.controlplane.vantage.VantageState.RETIRED;
import static herd.controlplane.vantage.VantageState.SEEING;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofSeconds;

import herd.controlplane.ring.NoAct;
import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.util.Optional;
import java.util.Set;

/** Whether what is seen from one place can be trusted (DESIGN: the blast brake; SAFETY 6–8). */
public final class VantageMachine implements Machine<VantageState, NoAct, VantageSeen> {

  /** So many well looks, without one that was not, end the blindness. */
  private static final int WELL_LOOKS = 3;

  @Override
  public String name() {
    return "vantage";
  }

  @Override
  public Class<VantageState> states() {
    return VantageState.class;
  }

  @Override
  public Class<NoAct> acts() {
    return NoAct.class;
  }

  @Override
  public VantageState initial() {
    return SEEING;
  }

  @Override
  public Optional<Decision<VantageState, NoAct>> override(VantageState state, VantageSeen seen) {
    return seen.wanted() ? Optional.empty() : Optional.of(go(RETIRED, "unwanted"));
  }

  @Override
  public Set<VantageState> overrides() {
    return Set.of(RETIRED);
  }

  @Override
  public Rule<VantageState, NoAct, VantageSeen> in(VantageState state) {
    return switch (state) {
      // One lost packet does not silence a vantage: its bad looks are blind while a reference
      // fails, so there is time for a second look.
      case SEEING ->
          every(ofSeconds(2))
              .to(BLIND)
              .recalls(ofSeconds(5))
              .rests()
              .think(s ->
                  s.brake().isPresent()
                      ? go(BLIND, s.brake().get())
                      : s.trouble().isEmpty()
                          ? stay("sees")
                          : s.troubleBefore()
                              ? go(BLIND, s.trouble().get())
                              : stay("once only: " + s.trouble().get()));
      // A zone may be cut off for hours. That it is has been said by vantage_blind.
      case BLIND ->
          every(ofSeconds(2))
              .to(SEEING)
              .recalls(ofSeconds(10))
              .rests()
              .think(s ->
                  s.trouble().or(s::brake).isPresent()
                      ? stay(s.trouble().or(s::brake).get())
                      : s.troubleBefore() || s.wellBefore() < WELL_LOOKS
                          ? stay("sees again, but not for long yet")
                          : go(SEEING, "references are good and nothing speaks against it"));
      case RETIRED -> end();
    };
  }
}
