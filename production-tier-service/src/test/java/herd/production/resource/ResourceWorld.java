package herd.production.resource;

import static herd.production.resource.ResourceState.AVAILABLE;
import static herd.production.resource.ResourceState.DESTROYED;
import static java.util.function.Predicate.not;

import herd.controlplane.incident.Finding;
import herd.production.credential.CredentialsDue;
import herd.production.maintenance.Maintenances;
import herd.production.pooler.PoolerSeen;
import herd.production.resource.ResourceMoment.Books;
import herd.production.resource.ResourceMoment.Hand;
import herd.production.resource.ResourceMoment.Hand.Acting;
import herd.production.resource.ResourceMoment.Hand.Asked;
import herd.production.resource.ResourceMoment.Hand.Idle;
import herd.production.resource.ResourceMoment.Hand.Looked;
import herd.production.resource.ResourceMoment.PairStage;
import herd.production.resource.ResourceMoment.Pending;
import herd.statemachine.Decision;
import herd.statemachine.Explorer.Step;
import herd.statemachine.Explorer.World;
import herd.statemachine.Machine;
import herd.tier.resource.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A small finite world around one production database: the real machine, two workers that crash and
 * freeze, its leader and its standby's server, the worker that looks after its pair, the platform,
 * a customer who wishes for anything, and may remove it at any moment. What becomes of the pair
 * itself is explored with the pair.
 */
record ResourceWorld(
    Machine<ResourceState, ResourceAct, ResourceSeen> machine, Kind kind, Rules rules, Goal goal)
    implements World<ResourceMoment> {

  static final String LEFT = "a server is left of a destroyed database";
  static final String TOLD_EARLY = "told that it is up before it was whole";
  static final String REVIVED = "a stale worker moved a database that was destroyed";

  /** What kind of database it is. */
  enum Kind {
    ALONE,
    WITH_STANDBY,
    FOLLOWER
  }

  /**
   * What surrounds the machine and is relied on; each can be left out to show that it is needed.
   */
  record Rules(boolean compareAndSet, boolean placesOnlyTheWanted) {
    static final Rules ALL = new Rules(true, true);
  }

  /** What must be reachable from everywhere. */
  enum Goal {
    /** Nobody removes it: it is up with nothing left to do, unless the grant's answer was lost. */
    UP,
    NOTHING_LEFT
  }

  @Override
  public ResourceMoment start() {
    return ResourceMoment.start(2);
  }

  @Override
  public Optional<String> breach(ResourceMoment now) {
    return now.broken().isPresent()
        ? now.broken()
        : now.books().state() == DESTROYED && (now.leader().left() || now.second().left())
            ? Optional.of(LEFT)
            : Optional.empty();
  }

  @Override
  public boolean settled(ResourceMoment now) {
    Books books = now.books();
    return switch (goal) {
      case UP ->
          books.grant() == Grant.LOST || (books.state() == AVAILABLE && books.pending().isEmpty());
      case NOTHING_LEFT -> books.state() == DESTROYED;
    };
  }

  @Override
  public List<Step<ResourceMoment>> steps(ResourceMoment now) {
    List<Step<ResourceMoment>> steps = new ArrayList<>();
    servers(now, steps);
    customer(now, steps);
    pair(now, steps);
    for (int worker = 0; worker < now.hands().size(); worker++) {
      worker(now, worker, steps);
    }
    return steps;
  }

  private static void step(List<Step<ResourceMoment>> steps, String what, ResourceMoment after) {
    steps.add(new Step<>(what, after));
  }

  private static void servers(ResourceMoment now, List<Step<ResourceMoment>> steps) {
    switch (now.leader()) {
      case UP -> {
        if (now.troubles() > 0) {
          step(steps, "its leader dies", now.leader(ResourceMoment.Machine.DOWN).troubled());
        }
      }
      case DOWN -> {
        step(steps, "its leader comes back", now.leader(ResourceMoment.Machine.UP));
        if (now.second() == ResourceMoment.Machine.UP && now.books().pair() == PairStage.FORMED) {
          step(
              steps,
              "its standby leads",
              now.leader(ResourceMoment.Machine.UP)
                  .second(ResourceMoment.Machine.DOWN)
                  .anew(now.books().with(Pending.CONFIG)));
        }
      }
      case GOING -> step(steps, "its leader is gone", now.leader(ResourceMoment.Machine.GONE));
      case NONE, GONE -> {}
    }
    if (now.second() == ResourceMoment.Machine.GOING) {
      step(steps, "its standby is gone", now.second(ResourceMoment.Machine.GONE));
    }
  }

  private void customer(ResourceMoment now, List<Step<ResourceMoment>> steps) {
    Books books = now.books();
    if (!books.wanted()) {
      return;
    }
    if (goal == Goal.NOTHING_LEFT) {
      step(steps, "the customer removes it", now.anew(books.unwanted()));
    }
    if (kind == Kind.FOLLOWER && !books.made()) {
      step(steps, "its leader is copied", now.with(books.tenantMade()));
    }
    if (books.state() == AVAILABLE && now.troubles() > 0) {
      wishes()
          .filter(not(books.pending()::contains))
          .forEach(wish -> step(steps, "wished: " + wish, now.anew(books.with(wish)).troubled()));
    }
  }

  private Stream<Pending> wishes() {
    return kind == Kind.FOLLOWER
        ? Stream.of(Pending.SETTINGS)
        : Stream.of(
            Pending.MAINTENANCE,
            Pending.RESET,
            Pending.CUT,
            Pending.PLAN,
            Pending.CREDENTIAL,
            Pending.SETTINGS,
            Pending.POOLER);
  }

  /** The pair's worker reads the wish, and places a standby in another transaction, or never. */
  private void pair(ResourceMoment now, List<Step<ResourceMoment>> steps) {
    Books books = now.books();
    boolean forming = books.pair() == PairStage.FORMING;
    if (forming
        && books.wanted()
        && !now.placing()
        && now.second() == ResourceMoment.Machine.NONE) {
      step(steps, "a standby is to be placed", now.placing(true));
    }
    if (now.placing()) {
      boolean goesOn = books.wanted() || !rules.placesOnlyTheWanted();
      boolean leads = now.leader().left();
      step(
          steps,
          "a standby is placed",
          goesOn && leads
              ? now.placing(false).second(ResourceMoment.Machine.UP)
              : now.placing(false));
    }
    if (forming && now.second() == ResourceMoment.Machine.UP && up(now)) {
      step(steps, "its pair is formed", now.with(books.paired(PairStage.FORMED)));
    }
  }

  private void worker(ResourceMoment now, int worker, List<Step<ResourceMoment>> steps) {
    String who = "worker " + worker + " ";
    Hand hand = now.hands().get(worker);
    switch (hand) {
      case Idle _ -> {
        if (now.takenBy() < 0 && now.books().state() != DESTROYED) {
          Looked looked = new Looked(now.books().state(), seen(now), false);
          step(steps, who + "looks", now.taken(worker).hand(worker, looked));
        }
      }
      case Looked looked -> step(steps, who + "commits", commit(now, worker, looked));
      case Asked(ResourceAct act, boolean stale) ->
          step(
              steps,
              who + "begins " + act,
              stale || now.takenBy() != worker
                  ? now.done(worker)
                  : now.hand(worker, new Acting(act)));
      case Acting(ResourceAct act) -> {
        step(steps, who + "has done " + act, done(now, act).done(worker));
        if (act == ResourceAct.EXCHANGE_GRANT && now.troubles() > 0) {
          step(
              steps,
              "the grant's answer is lost",
              now.with(now.books().granted(Grant.LOST)).troubled().done(worker));
        }
      }
    }
    if (!(hand instanceof Idle) && now.troubles() > 0) {
      step(steps, who + "crashes", now.done(worker).troubled());
      if (now.takenBy() == worker) {
        step(steps, who + "is frozen", now.taken(-1).troubled());
      }
    }
  }

  private ResourceMoment commit(ResourceMoment now, int worker, Looked looked) {
    if (rules.compareAndSet() && (looked.stale() || now.takenBy() != worker)) {
      return now.done(worker);
    }
    return switch (machine.think(looked.state(), looked.seen())) {
      case Decision.Stay<ResourceState, ResourceAct> _ -> now.done(worker);
      case Decision.Go<ResourceState, ResourceAct>(ResourceState to, _) ->
          now.books().state() == DESTROYED
              ? now.breaking(REVIVED)
              : now.done(worker).anew(now.books().in(to));
      case Decision.Ask<ResourceState, ResourceAct>(ResourceAct act, _) ->
          now.hand(worker, new Asked(act, false));
    };
  }

  private ResourceMoment done(ResourceMoment now, ResourceAct act) {
    Books books = now.books();
    return switch (act) {
      case EXCHANGE_GRANT ->
          books.grant() == Grant.OPEN ? now.with(books.granted(Grant.SETTLED)) : now;
      case CREATE_TENANT -> up(now) ? now.with(books.tenantMade()) : now;
      case FORM_PAIR ->
          books.pair() == PairStage.MISSING ? now.with(books.paired(PairStage.FORMING)) : now;
      case SEND_CONFIG -> now.with(books.without(Pending.CONFIG));
      case TELL_PROVISIONED ->
          !books.made() || (kind == Kind.WITH_STANDBY && books.pair() != PairStage.FORMED)
              ? now.breaking(TOLD_EARLY)
              : now.with(books.without(Pending.PROVISIONED));
      case APPLY_PLAN -> onServer(now, Pending.PLAN);
      case RESET -> onServer(now, Pending.RESET);
      case END_SESSIONS -> onServer(now, Pending.CUT);
      case APPLY_SETTINGS -> onServer(now, Pending.SETTINGS);
      case APPLY_CREDENTIALS -> thenDue(now, Pending.CREDENTIAL, Pending.CREDENTIAL_URL);
      case TELL_CREDENTIAL -> now.with(books.without(Pending.CREDENTIAL_URL));
      case START_MAINTENANCE -> thenDue(now, Pending.MAINTENANCE, Pending.MAINTENANCE_DONE);
      case MOVE_MAINTENANCE -> now;
      case FINISH_MAINTENANCE -> now.with(books.without(Pending.MAINTENANCE_DONE));
      case START_POOLER -> thenDue(now, Pending.POOLER, Pending.POOLER_URL);
      case TELL_POOLER -> now.with(books.without(Pending.POOLER_URL));
      case END_SERVERS ->
          now.with(books.letGo()).leader(letGo(now.leader())).second(letGo(now.second()));
    };
  }

  private static ResourceMoment onServer(ResourceMoment now, Pending done) {
    return up(now) ? now.with(now.books().without(done)) : now;
  }

  private static ResourceMoment thenDue(ResourceMoment now, Pending done, Pending next) {
    return up(now) && now.books().pending().contains(done)
        ? now.with(now.books().without(done).with(next))
        : now;
  }

  private static ResourceMoment.Machine letGo(ResourceMoment.Machine server) {
    return server.left() ? ResourceMoment.Machine.GOING : server;
  }

  private static boolean up(ResourceMoment now) {
    return now.leader() == ResourceMoment.Machine.UP;
  }

  private ResourceSeen seen(ResourceMoment now) {
    Books books = now.books();
    boolean there = books.made() && !books.released() && books.wanted();
    boolean answers = there && up(now);
    boolean bad = there && !answers;
    return new ResourceSeen(
        books.wanted(),
        kind == Kind.FOLLOWER,
        books.grant(),
        (now.leader().left() ? 1 : 0) + (now.second().left() ? 1 : 0),
        up(now),
        books.made(),
        books.released(),
        kind != Kind.WITH_STANDBY
            ? ResourceSeen.Guard.NONE
            : switch (books.pair()) {
              case MISSING -> ResourceSeen.Guard.MISSING;
              case FORMING -> ResourceSeen.Guard.FORMING;
              case FORMED -> ResourceSeen.Guard.FORMED;
            },
        answers,
        answers,
        answers,
        answers ? "ok" : "refused",
        bad,
        bad ? 2 : 0,
        books.pending().contains(Pending.CONFIG) && books.grant() == Grant.SETTLED,
        books.pending().contains(Pending.PROVISIONED),
        books.pending().contains(Pending.PLAN),
        books.pending().contains(Pending.RESET),
        books.pending().contains(Pending.CUT),
        books.pending().contains(Pending.CREDENTIAL)
            ? CredentialsDue.Due.APPLY
            : books.pending().contains(Pending.CREDENTIAL_URL)
                ? CredentialsDue.Due.TELL
                : CredentialsDue.Due.NOTHING,
        books.pending().contains(Pending.SETTINGS),
        new PoolerSeen(
            books.pending().contains(Pending.POOLER)
                ? PoolerSeen.Due.START
                : books.pending().contains(Pending.POOLER_URL)
                    ? PoolerSeen.Due.TELL
                    : PoolerSeen.Due.NOTHING,
            Finding.UNKNOWN),
        books.pending().contains(Pending.MAINTENANCE)
            ? Optional.of(Maintenances.Due.START)
            : books.pending().contains(Pending.MAINTENANCE_DONE)
                ? Optional.of(Maintenances.Due.FINISH)
                : Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        "as it is");
  }
}
