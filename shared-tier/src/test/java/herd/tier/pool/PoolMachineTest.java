package herd.tier.pool;

import static herd.tier.pool.PoolState.SHORT;
import static herd.tier.pool.PoolState.WATCHING;
import static org.assertj.core.api.Assertions.assertThat;

import herd.statemachine.Decision;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolMachineTest {

  private static final Duration JUST_NOW = Duration.ofSeconds(1);

  @Test
  void roomIsMadeAtOnceWhenNobodyWaits() {
    assertThat(decide(WATCHING, true, false, JUST_NOW)).isInstanceOf(Decision.Ask.class);
  }

  @Test
  void whoeverWaitsForADatabaseGoesFirst() {
    assertThat(decide(WATCHING, true, true, JUST_NOW))
        .isInstanceOfSatisfying(Decision.Go.class, go -> assertThat(go.to()).isEqualTo(SHORT));
    assertThat(decide(SHORT, true, true, JUST_NOW)).isInstanceOf(Decision.Stay.class);
    assertThat(decide(SHORT, true, false, JUST_NOW)).isInstanceOf(Decision.Ask.class);
  }

  @Test
  void aStreamOfRequestsDoesNotKeepThePoolEmpty() {
    assertThat(decide(SHORT, true, true, PoolMachine.PUT_OFF)).isInstanceOf(Decision.Ask.class);
    assertThat(decide(SHORT, false, true, PoolMachine.PUT_OFF))
        .isInstanceOfSatisfying(Decision.Go.class, go -> assertThat(go.to()).isEqualTo(WATCHING));
  }

  private static Decision<PoolState, PoolAct> decide(
      PoolState state, boolean shortOfRoom, boolean somebodyWaits, Duration inState) {
    Optional<String> region = shortOfRoom ? Optional.of("us") : Optional.empty();
    return new PoolMachine().think(state, new PoolSeen(true, region, somebodyWaits, inState));
  }
}
