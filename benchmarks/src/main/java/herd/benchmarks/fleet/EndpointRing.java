package herd.benchmarks.fleet;

import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;

import herd.controlplane.Subject;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Endpoints, up or down by the last look alone. */
record EndpointRing(Endpoint.Eye eye, Duration beat)
    implements Ring<EndpointRing.State, EndpointRing.Deed, EndpointRing.Seen>,
        Machine<EndpointRing.State, EndpointRing.Deed, EndpointRing.Seen> {

  static final String KIND = "endpoint";

  enum State {
    UP,
    DOWN
  }

  enum Deed {}

  record Seen(boolean well, String outcome) {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Machine<State, Deed, Seen> machine() {
    return this;
  }

  @Override
  public Map<UUID, Visit<Deed, Seen>> visits(List<Subject> batch) {
    Map<UUID, Visit<Deed, Seen>> visits = new HashMap<>();
    batch.forEach(member -> visits.put(member.id(), new Endpoint(member, eye)));
    return visits;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Class<State> states() {
    return State.class;
  }

  @Override
  public Class<Deed> acts() {
    return Deed.class;
  }

  @Override
  public State initial() {
    return State.UP;
  }

  @Override
  public Rule<State, Deed, Seen> in(State state) {
    return switch (state) {
      case UP ->
          every(beat)
              .to(State.DOWN)
              .rests()
              .think(seen -> seen.well() ? stay(seen.outcome()) : go(State.DOWN, seen.outcome()));
      case DOWN ->
          every(beat)
              .to(State.UP)
              .rests()
              .think(seen -> seen.well() ? go(State.UP, seen.outcome()) : stay(seen.outcome()));
    };
  }
}
