package herd.benchmarks;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * A ring whose members stay as they are and are due again at once.
 *
 * @param eye what a look at a member comes to; called by many threads at a time
 */
public record DueAtOnce(Function<Subject, Look> eye)
    implements Ring<DueAtOnce.State, DueAtOnce.Deed, DueAtOnce.Seen>,
        Machine<DueAtOnce.State, DueAtOnce.Deed, DueAtOnce.Seen> {

  public enum State {
    WATCHED
  }

  public enum Deed {}

  public record Seen(boolean well) {}

  @Override
  public String kind() {
    return Members.KIND;
  }

  @Override
  public Machine<State, Deed, Seen> machine() {
    return this;
  }

  @Override
  public Map<UUID, Visit<Deed, Seen>> visits(List<Subject> batch) {
    Map<UUID, Visit<Deed, Seen>> visits = new HashMap<>();
    batch.forEach(member -> visits.put(member.id(), new Round(member, eye)));
    return visits;
  }

  @Override
  public String name() {
    return Members.KIND;
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
    return State.WATCHED;
  }

  @Override
  public Rule<State, Deed, Seen> in(State state) {
    return switch (state) {
      case WATCHED ->
          every(Duration.ZERO)
              .rests()
              .think(seen -> Decision.stay(seen.well() ? "well" : "not well"));
    };
  }

  private record Round(Subject subject, Function<Subject, Look> eye) implements Visit<Deed, Seen> {

    @Override
    public Look look() {
      return eye.apply(subject);
    }

    @Override
    public Seen seen(Look look, List<Observation> recalled, Instant now) {
      return new Seen(look.well());
    }

    @Override
    public Act act(Deed name) {
      throw new IllegalStateException("nothing is asked for");
    }
  }
}
