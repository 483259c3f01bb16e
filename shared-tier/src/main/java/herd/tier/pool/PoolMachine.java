package herd.tier.pool;

import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static herd.tier.pool.PoolAct.ADD_SERVER;
import static herd.tier.pool.PoolState.RETIRED;
import static herd.tier.pool.PoolState.SHORT;
import static herd.tier.pool.PoolState.WATCHING;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Watches the room on all servers, at the latest once a minute and whenever some was used up. */
public final class PoolMachine implements Machine<PoolState, PoolAct, PoolSeen> {

  /** Beyond this, whoever comes next waits longer than whoever waits now. */
  static final Duration PUT_OFF = ofSeconds(10);

  private static final String ROOM = "there is room everywhere";

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
    return WATCHING;
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
              .to(SHORT)
              .asks(ADD_SERVER, ofSeconds(30))
              .rests()
              .think(s ->
                  s.shortRegion().isPresent()
                      ? s.somebodyWaits() ? go(SHORT, low(s)) : ask(ADD_SERVER, low(s))
                      : stay(ROOM));
      case SHORT ->
          every(ofMillis(500))
              .to(WATCHING)
              .asks(ADD_SERVER, ofSeconds(30))
              .rests()
              .think(s ->
                  s.shortRegion().isEmpty()
                      ? go(WATCHING, ROOM)
                      : s.somebodyWaits() && s.inState().compareTo(PUT_OFF) < 0
                          ? stay("somebody waits for a database")
                          : ask(ADD_SERVER, low(s)));
      case RETIRED -> end();
    };
  }

  private static String low(PoolSeen seen) {
    return "room runs low in " + seen.shortRegion().orElseThrow();
  }
}
