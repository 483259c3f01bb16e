package herd.starter.resource;

import static herd.starter.resource.ResourceState.AVAILABLE;
import static herd.starter.resource.ResourceState.DESTROYED;

import herd.starter.resource.Hand.Acting;
import herd.starter.resource.Hand.Asked;
import herd.starter.resource.Hand.Idle;
import herd.starter.resource.Hand.Looked;
import herd.starter.resource.Row.Grant;
import herd.statemachine.Decision;
import herd.statemachine.Explorer.Step;
import herd.statemachine.Explorer.World;
import herd.statemachine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A small finite world around one starter database: the real machine, two workers that may crash or
 * be frozen between any two steps, a server that comes and goes, a marketplace, a customer. What
 * the database does in one statement or transaction is one step; so is one call to the outside.
 */
record Story(
    Machine<ResourceState, ResourceAct, ResourceSeen> machine, Rules rules, int troubles, Goal goal)
    implements World<Moment> {

  /**
   * What surrounds the machine and is relied on; each can be left out to show that it is needed.
   */
  record Rules(
      boolean compareAndSet,
      boolean lease,
      boolean fence,
      boolean readsAgain,
      boolean grantInTurn) {
    static final Rules ALL = new Rules(true, true, true, true, true);
  }

  /** What must be reachable from everywhere. */
  enum Goal {
    /** Nobody removes it: it is up and the platform knows, unless the grant's answer was lost. */
    UP,
    /** The customer may remove it at any moment: nothing is left. */
    NOTHING_LEFT
  }

  @Override
  public Moment start() {
    return Moment.start(troubles);
  }

  @Override
  public Optional<String> breach(Moment now) {
    Row row = now.row();
    if (now.broken().isPresent()) {
      return now.broken();
    }
    if (row.places() > 1) {
      return Optional.of("room was taken twice");
    }
    if (row.state() == DESTROYED && now.out().tenant()) {
      return Optional.of("something is left of a destroyed database");
    }
    return row.grant() == Grant.LOST && now.out().had()
        ? Optional.of("a grant whose answer is stored counts as lost")
        : Optional.empty();
  }

  @Override
  public boolean settled(Moment now) {
    Row row = now.row();
    return switch (goal) {
      case UP ->
          (row.state() == AVAILABLE && row.provisioned() && row.configTold() && !now.out().old())
              || row.grant() == Grant.LOST;
      case NOTHING_LEFT -> row.state() == DESTROYED;
    };
  }

  @Override
  public List<Step<Moment>> steps(Moment now) {
    List<Step<Moment>> steps = new ArrayList<>();
    outside(now, steps);
    for (int worker = 0; worker < now.hands().size(); worker++) {
      String who = "worker " + worker + " ";
      Hand hand = now.hands().get(worker);
      switch (hand) {
        case Idle _ -> idle(now, worker, who, steps);
        case Looked looked -> step(steps, who + "commits", commit(now, worker, looked));
        case Asked asked -> step(steps, who + "begins " + asked.act(), begin(now, worker, asked));
        case Acting acting ->
            step(steps, who + does(acting), new Deed(rules, now, worker).next(acting));
      }
      if (!(hand instanceof Idle) && now.troubles() > 0) {
        step(steps, who + "crashes", now.hand(worker, new Idle()).troubled());
        step(steps, who + "is frozen", now.expired(worker).troubled());
      }
    }
    return steps;
  }

  private static String does(Acting acting) {
    return switch (acting.stage()) {
      case 0 -> "reads the wish again";
      case 1 -> "tells the outside: " + acting.act();
      default -> "writes what came of " + acting.act();
    };
  }

  private static void step(List<Step<Moment>> steps, String what, Moment after) {
    steps.add(new Step<>(what, after));
  }

  private void outside(Moment now, List<Step<Moment>> steps) {
    if (now.row().wanted() && goal == Goal.NOTHING_LEFT) {
      step(steps, "the customer removes it", now.with(now.out().gone()).anew(now.row().unwanted()));
      if (!now.out().removed()) {
        step(steps, "the platform loses it", now.with(now.out().gone()));
      }
    }
    if (now.row().state() == AVAILABLE && now.out().up() && now.troubles() > 0) {
      step(steps, "a transaction grows old", now.with(now.out().old(true)).troubled());
    }
    if (!now.out().up()) {
      step(steps, "its server comes back", now.with(now.out().up(true)));
    } else if (now.troubles() > 0) {
      step(steps, "its server goes down", now.with(now.out().up(false)).troubled());
    }
  }

  private void idle(Moment now, int worker, String who, List<Step<Moment>> steps) {
    if (now.takenBy() == worker || now.lease() == worker) {
      step(steps, "the time of " + who + "runs out", now.expired(worker));
    }
    if (now.takenBy() < 0 && now.row().state() != DESTROYED) {
      Looked looked = new Looked(now.row().state(), seen(now), false);
      step(steps, who + "looks", now.take(worker).hand(worker, looked));
    }
  }

  private static ResourceSeen seen(Moment now) {
    Row row = now.row();
    boolean there = row.made() && !row.dropped() && row.wanted();
    boolean answers = there && now.out().tenant() && now.out().up();
    boolean bad = there && !answers;
    return new ResourceSeen(
        row.wanted(),
        switch (row.grant()) {
          case GIVEN, SENT -> herd.tier.resource.Grant.OPEN;
          case HELD -> herd.tier.resource.Grant.SETTLED;
          case LOST -> herd.tier.resource.Grant.LOST;
        },
        row.places() > 0,
        true,
        false,
        row.made(),
        row.dropped(),
        answers,
        answers,
        answers ? "ok" : "refused",
        bad,
        bad ? 2 : 0,
        row.grant() == Grant.HELD && !row.configTold(),
        !row.provisioned(),
        false,
        false,
        false,
        answers && now.out().old(),
        ResourceSeen.Limit.WITHIN,
        Set.of(),
        "as it is");
  }

  private Moment commit(Moment now, int worker, Looked looked) {
    if (rules.compareAndSet() && (looked.stale() || now.takenBy() != worker)) {
      return now.letGo(worker);
    }
    return switch (machine.think(looked.state(), looked.seen())) {
      case Decision.Stay<ResourceState, ResourceAct> _ -> now.letGo(worker);
      case Decision.Go<ResourceState, ResourceAct>(ResourceState to, _) ->
          now.row().state() == DESTROYED
              ? now.breaking("a stale worker moved a database that was destroyed")
              : now.letGo(worker).anew(now.row().moved(to));
      case Decision.Ask<ResourceState, ResourceAct>(ResourceAct act, _) ->
          now.hand(worker, new Asked(act, false));
    };
  }

  /** The lease is taken, and the books are asked once more whether the member is still ours. */
  private Moment begin(Moment now, int worker, Asked asked) {
    boolean ours = now.takenBy() == worker && !asked.stale();
    boolean busy = rules.lease() && now.lease() >= 0 && now.lease() != worker;
    return ours && !busy
        ? now.leasedTo(worker).hand(worker, new Acting(asked.act(), 0, true, Acting.Token.NEWEST))
        : now.letGo(worker);
  }
}
