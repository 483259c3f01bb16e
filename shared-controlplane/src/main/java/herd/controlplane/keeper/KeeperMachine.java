package herd.controlplane.keeper;

import static herd.controlplane.keeper.KeeperAct.AGREE;
import static herd.controlplane.keeper.KeeperAct.MAKE_PARTITIONS;
import static herd.controlplane.keeper.KeeperAct.RETAIN;
import static herd.controlplane.keeper.KeeperState.RETIRED;
import static herd.controlplane.keeper.KeeperState.WATCHING;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The control plane's own housekeeping, as one state that rests. */
public final class KeeperMachine implements Machine<KeeperState, KeeperAct, KeeperSeen> {

  private static final Duration RETAIN_EVERY = ofHours(1);

  @Override
  public String name() {
    return "keeper";
  }

  @Override
  public Class<KeeperState> states() {
    return KeeperState.class;
  }

  @Override
  public Class<KeeperAct> acts() {
    return KeeperAct.class;
  }

  @Override
  public KeeperState initial() {
    return WATCHING;
  }

  @Override
  public Optional<Decision<KeeperState, KeeperAct>> override(KeeperState state, KeeperSeen seen) {
    return seen.wanted() ? Optional.empty() : Optional.of(go(RETIRED, "unwanted"));
  }

  @Override
  public Set<KeeperState> overrides() {
    return Set.of(RETIRED);
  }

  @Override
  public Rule<KeeperState, KeeperAct, KeeperSeen> in(KeeperState state) {
    return switch (state) {
      case WATCHING ->
          every(ofSeconds(15))
              .asks(MAKE_PARTITIONS, ofMinutes(1))
              .asks(AGREE, ofMinutes(1))
              .asks(RETAIN, ofMinutes(2))
              .rests()
              .think(s ->
                  s.daysAhead() < Partitions.DAYS_AHEAD
                      ? ask(MAKE_PARTITIONS, "partitions for %d days".formatted(s.daysAhead()))
                      : s.agreeable().isPresent()
                          ? ask(AGREE, s.agreeable().get())
                          : s.late().isPresent()
                              ? stay(s.late().get())
                              : s.sinceRetention().compareTo(RETAIN_EVERY) > 0
                                  ? ask(RETAIN, "an hour has passed")
                                  : stay(s.unread().orElse("every ring is on time")));
      case RETIRED -> end();
    };
  }
}
