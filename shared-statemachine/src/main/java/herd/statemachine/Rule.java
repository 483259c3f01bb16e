package herd.statemachine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All there is to know about one state: its beat, its lane, the states it may go to, how long it
 * may last and the incident if it lasts longer, the acts it may ask for and how long each may run,
 * and its think block. Immutable; each method returns a new rule.
 */
public final class Rule<S extends Enum<S>, A extends Enum<A>, V> {

  /** The longest beat there is: every member is looked at at least once a minute. */
  public static final Duration LONGEST_BEAT = Duration.ofSeconds(60);

  /** How many looks a slowing state makes at one beat before it goes on to the next. */
  private static final int LOOKS_PER_BEAT = 10;

  /** The bound of a state, and the incident that says it was overstepped. */
  public record Bound(Duration limit, String incident) {}

  private final List<Duration> beats;
  private final String lane;
  private final Set<S> to;
  private final Map<A, Duration> asks;
  private final Optional<Bound> bound;
  private final Duration recall;
  private final Optional<Function<V, Decision<S, A>>> block;
  private final boolean rests;

  private Rule(
      List<Duration> beats,
      String lane,
      Set<S> to,
      Map<A, Duration> asks,
      Optional<Bound> bound,
      Duration recall,
      Optional<Function<V, Decision<S, A>>> block,
      boolean rests) {
    this.beats = beats;
    this.lane = lane;
    this.to = to;
    this.asks = asks;
    this.bound = bound;
    this.recall = recall;
    this.block = block;
    this.rests = rests;
  }

  /** A state whose members come round at this beat; with several, slower and slower. */
  static <S extends Enum<S>, A extends Enum<A>, V> Rule<S, A, V> every(Duration... beats) {
    return new Rule<S, A, V>(
        List.of(beats),
        "ordinary",
        Set.<S>of(),
        Map.<A, Duration>of(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        false);
  }

  /** The lane of the ring in which members of this state wait. Default: ordinary. */
  public Rule<S, A, V> lane(String name) {
    return new Rule<>(beats, name, to, asks, bound, recall, block, rests);
  }

  /** The states this one may go to. */
  @SafeVarargs
  public final Rule<S, A, V> to(S... states) {
    Set<S> all = new LinkedHashSet<>(to);
    for (S state : states) {
      all.add(state);
    }
    return new Rule<>(beats, lane, all, asks, bound, recall, block, rests);
  }

  /** An act this state may ask for, and how long one run of it may take. */
  public Rule<S, A, V> asks(A act, Duration limit) {
    Map<A, Duration> all = new LinkedHashMap<>(asks);
    all.put(act, limit);
    return new Rule<>(beats, lane, to, all, bound, recall, block, rests);
  }

  /** How long a member may stay; longer opens the incident. */
  public Rule<S, A, V> within(Duration limit, String incident) {
    return new Rule<>(
        beats, lane, to, asks, Optional.of(new Bound(limit, incident)), recall, block, rests);
  }

  /** A state in which a member may well stay for ever. */
  public Rule<S, A, V> rests() {
    return new Rule<>(beats, lane, to, asks, bound, recall, block, true);
  }

  /** How far back the think block wants to see the observations, beside the present one. */
  public Rule<S, A, V> recalls(Duration back) {
    return new Rule<>(beats, lane, to, asks, bound, back, block, rests);
  }

  public Rule<S, A, V> think(Function<V, Decision<S, A>> thought) {
    return new Rule<>(beats, lane, to, asks, bound, recall, Optional.of(thought), rests);
  }

  Decision<S, A> think(V seen) {
    return block
        .map(thought -> thought.apply(seen))
        .orElseGet(() -> Decision.stay("nothing to think"));
  }

  /** How soon a member comes round again when it has been in this state for so long. */
  public Duration beat(Duration inState) {
    if (isFinal()) {
      throw new IllegalStateException("a final state has no beat");
    }
    Duration used = Duration.ZERO;
    for (Duration beat : beats) {
      used = used.plus(beat.multipliedBy(LOOKS_PER_BEAT));
      if (inState.compareTo(used) < 0) {
        return beat;
      }
    }
    return beats.getLast();
  }

  public boolean isFinal() {
    return beats.isEmpty();
  }

  public boolean isRest() {
    return rests;
  }

  public boolean thinks() {
    return block.isPresent();
  }

  public List<Duration> beats() {
    return new ArrayList<>(beats);
  }

  public String lane() {
    return lane;
  }

  public Set<S> to() {
    return to;
  }

  public Map<A, Duration> asks() {
    return asks;
  }

  /** How long one run of the act may take. */
  public Duration limit(A act) {
    Duration limit = asks.get(act);
    if (limit == null) {
      throw new IllegalArgumentException("this state does not ask for " + act);
    }
    return limit;
  }

  public Optional<Bound> bound() {
    return bound;
  }

  public Duration recall() {
    return recall;
  }
}
