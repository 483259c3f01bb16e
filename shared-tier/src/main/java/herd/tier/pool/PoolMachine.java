package herd.tier.pool;

import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static herd.tier.pool.PoolAct.ADD_SERVER;
import static herd.tier.pool.PoolState.RETIRED;
import static java.time.Duration.ofSeconds;

import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.util.Optional;
import java.util.Set;

/** Watches the room on all servers, at the latest once a minute and whenever some was used up. */
public final class PoolMachine implements Machine<PoolState, PoolAct, PoolSeen> {

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public Class<PoolState> states() {
    return PoolState.class;
  }

  @Override
  public Class<PoolAct> acts() {
    return PoolAct.class;
  }

  @Override
  public PoolState initial() {
    return PoolState.WATCHING;
  }

  @Override
  public Optional<Decision<PoolState, PoolAct>> override(PoolState state, PoolSeen seen) {
    return seen.wanted() ? Optional.empty() : Optional.of(go(RETIRED, "no longer wanted"));
  }

  @Override
  public Set<PoolState> overrides() {
    return Set.of(RETIRED);
  }

  @Override
  public Rule<PoolState, PoolAct, PoolSeen> in(PoolState state) {
    return switch (state) {
      case WATCHING ->
          every(ofSeconds(60))
              .asks(ADD_SERVER, ofSeconds(30))
              .rests()
              .think(s ->
                  s.shortRegion().isPresent()
                      ? ask(ADD_SERVER, "room runs low in " + s.shortRegion().get())
                      : stay("there is room everywhere"));
      case RETIRED -> end();
    };
  }
}
