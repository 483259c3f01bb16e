package herd.production.resource;

import herd.tier.resource.Grant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One moment of {@link ResourceWorld}.
 *
 * @param books what the control plane has written about the resource
 * @param leader its first server
 * @param second its standby's server
 * @param placing its pair's worker has read that a standby is wanted, and has not placed it yet
 * @param takenBy the worker that has taken it; -1 for none
 * @param troubles how much may still go wrong, or be wished, in the world
 * @param broken a rule that the last step broke
 */
record ResourceMoment(
    Books books,
    Machine leader,
    Machine second,
    boolean placing,
    int takenBy,
    List<Hand> hands,
    int troubles,
    Optional<String> broken) {

  /** A server; one that is let go destroys itself. */
  enum Machine {
    NONE,
    UP,
    DOWN,
    GOING,
    GONE;

    boolean left() {
      return this == UP || this == DOWN || this == GOING;
    }
  }

  /** How far its pair is. */
  enum PairStage {
    MISSING,
    FORMING,
    FORMED
  }

  /** What customers, and the platform's lack of news, may leave to be done. */
  enum Pending {
    CONFIG,
    PROVISIONED,
    MAINTENANCE,
    MAINTENANCE_DONE,
    RESET,
    CUT,
    PLAN,
    CREDENTIAL,
    CREDENTIAL_URL,
    SETTINGS,
    POOLER,
    POOLER_URL
  }

  record Books(
      ResourceState state,
      boolean wanted,
      Grant grant,
      boolean made,
      boolean released,
      PairStage pair,
      Set<Pending> pending) {

    Books in(ResourceState now) {
      return new Books(now, wanted, grant, made, released, pair, pending);
    }

    Books unwanted() {
      return new Books(state, false, grant, made, released, pair, pending);
    }

    Books granted(Grant now) {
      return new Books(state, wanted, now, made, released, pair, pending);
    }

    Books tenantMade() {
      return new Books(state, wanted, grant, true, released, pair, pending);
    }

    Books letGo() {
      return new Books(state, wanted, grant, made, true, pair, pending);
    }

    Books paired(PairStage now) {
      return new Books(state, wanted, grant, made, released, now, pending);
    }

    Books without(Pending done) {
      Set<Pending> left = copy();
      left.remove(done);
      return new Books(state, wanted, grant, made, released, pair, left);
    }

    Books with(Pending more) {
      Set<Pending> all = copy();
      all.add(more);
      return new Books(state, wanted, grant, made, released, pair, all);
    }

    private Set<Pending> copy() {
      return pending.isEmpty() ? EnumSet.noneOf(Pending.class) : EnumSet.copyOf(pending);
    }
  }

  /** What one worker has in hand. */
  sealed interface Hand {
    record Idle() implements Hand {}

    record Looked(ResourceState state, ResourceSeen seen, boolean stale) implements Hand {}

    /** It committed, and an act was asked for. */
    record Asked(ResourceAct act, boolean stale) implements Hand {}

    /** It has read the wish again, and is in the midst of the act. */
    record Acting(ResourceAct act) implements Hand {}
  }

  static ResourceMoment start(int troubles) {
    return new ResourceMoment(
        new Books(
            ResourceState.CREATING,
            true,
            Grant.OPEN,
            false,
            false,
            PairStage.MISSING,
            EnumSet.of(Pending.CONFIG, Pending.PROVISIONED)),
        Machine.UP,
        Machine.NONE,
        false,
        -1,
        List.of(new Hand.Idle(), new Hand.Idle()),
        troubles,
        Optional.empty());
  }

  /** A fact beside its life: no version rises. */
  ResourceMoment with(Books now) {
    return new ResourceMoment(now, leader, second, placing, takenBy, hands, troubles, broken);
  }

  /** Its version rises: who took it before comes too late. */
  ResourceMoment anew(Books now) {
    return with(now)
        .all(hand ->
            switch (hand) {
              case Hand.Looked(ResourceState state, ResourceSeen seen, _) ->
                  new Hand.Looked(state, seen, true);
              case Hand.Asked(ResourceAct act, _) -> new Hand.Asked(act, true);
              case Hand.Idle _, Hand.Acting _ -> hand;
            });
  }

  ResourceMoment leader(Machine now) {
    return new ResourceMoment(books, now, second, placing, takenBy, hands, troubles, broken);
  }

  ResourceMoment second(Machine now) {
    return new ResourceMoment(books, leader, now, placing, takenBy, hands, troubles, broken);
  }

  ResourceMoment placing(boolean now) {
    return new ResourceMoment(books, leader, second, now, takenBy, hands, troubles, broken);
  }

  ResourceMoment taken(int worker) {
    return new ResourceMoment(books, leader, second, placing, worker, hands, troubles, broken);
  }

  ResourceMoment troubled() {
    return new ResourceMoment(books, leader, second, placing, takenBy, hands, troubles - 1, broken);
  }

  ResourceMoment breaking(String rule) {
    return new ResourceMoment(
        books, leader, second, placing, takenBy, hands, troubles, Optional.of(rule));
  }

  ResourceMoment hand(int worker, Hand hand) {
    List<Hand> all =
        IntStream.range(0, hands.size())
            .mapToObj(each -> each == worker ? hand : hands.get(each))
            .toList();
    return new ResourceMoment(books, leader, second, placing, takenBy, all, troubles, broken);
  }

  /** The resource is anybody's again, and the worker has nothing in hand. */
  ResourceMoment done(int worker) {
    return (takenBy == worker ? taken(-1) : this).hand(worker, new Hand.Idle());
  }

  private ResourceMoment all(UnaryOperator<Hand> change) {
    return new ResourceMoment(
        books,
        leader,
        second,
        placing,
        takenBy,
        hands.stream().map(change).toList(),
        troubles,
        broken);
  }
}
