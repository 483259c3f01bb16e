package herd.production.high;

import herd.production.high.PairMoment.Hand;
import herd.production.high.PairMoment.Hand.Acting;
import herd.production.high.PairMoment.Hand.Idle;
import herd.production.high.PairMoment.Hand.Looked;
import herd.production.high.PairMoment.Row;
import herd.production.high.PairSeen.Leader;
import herd.production.high.PairSeen.OldLeader;
import herd.production.high.PairSeen.Standby;
import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import herd.statemachine.Decision;
import herd.statemachine.Explorer.Step;
import herd.statemachine.Explorer.World;
import herd.statemachine.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small finite world around one pair: the real machine, two workers that may crash or be frozen
 * between any two steps, two servers that die, hang, vanish and come back, a link that is cut, and
 * customers that never stop writing. What the control plane does in one transaction is one step; so
 * is what a script does on a server.
 *
 * @param restartSooner what the last good look said
 * @param late whether every state has lasted long already
 * @param synchronous what the plan says; else a promotion may lose what the standby lacks
 * @param neverReleases what the plan says; then no commit may be acknowledged on one server but
 *     after a promotion, or while another server or version is asked for
 * @param upgrades its customer has asked for another version of Postgres
 * @param vantages how many live
 */
record PairWorld(
    Machine<PairState, PairAct, PairSeen> machine,
    Rules rules,
    int troubles,
    boolean restartSooner,
    boolean late,
    boolean synchronous,
    boolean neverReleases,
    boolean upgrades,
    int vantages)
    implements World<PairMoment> {

  PairWorld(
      Machine<PairState, PairAct, PairSeen> machine,
      Rules rules,
      int troubles,
      boolean restartSooner,
      boolean late,
      boolean synchronous) {
    this(machine, rules, troubles, restartSooner, late, synchronous, false, false, Story.QUORUM);
  }

  PairWorld upgrading() {
    return new PairWorld(
        machine, rules, troubles, restartSooner, late, synchronous, neverReleases, true, vantages);
  }

  PairWorld neverReleasing() {
    return new PairWorld(
        machine, rules, troubles, restartSooner, late, synchronous, true, upgrades, vantages);
  }

  PairWorld seenFrom(int living) {
    return new PairWorld(
        machine,
        rules,
        troubles,
        restartSooner,
        late,
        synchronous,
        neverReleases,
        upgrades,
        living);
  }

  static final String TWO = "two servers acknowledge commits";
  static final String ONE_VOICE = "a standby is promoted on the word of one vantage";
  static final String ONE_COPY = "a leader that may not is released";
  static final String LOST = "an acknowledged commit is lost";

  /**
   * What surrounds the machine and is relied on; each can be left out to show that it is needed.
   */
  record Rules(
      boolean compareAndSet,
      boolean fenceFiles,
      boolean receiptBeforePromotion,
      boolean muteOnlyIfQualified,
      boolean rowBeforeNames,
      boolean rowsUnderTheToken,
      boolean signalWritten,
      boolean onlyTheLeaderIsStarted,
      boolean bootCompared) {
    static final Rules ALL = new Rules(true, true, true, true, true, true, true, true, true);
  }

  @Override
  public PairMoment start() {
    PairMoment start = PairMoment.start(troubles, synchronous);
    return upgrades ? start.row(start.row().version(Row.Version.WISHED)) : start;
  }

  @Override
  public Optional<String> breach(PairMoment now) {
    if (vantages < Story.QUORUM && now.row().promoted() && !now.row().planned()) {
      return Optional.of(ONE_VOICE);
    }
    return now.broken().isPresent()
        ? now.broken()
        : now.acknowledges(0) && now.acknowledges(1) ? Optional.of(TWO) : Optional.empty();
  }

  /** Somebody can write, and the books know who. */
  @Override
  public boolean settled(PairMoment now) {
    return now.acknowledges(now.row().leader());
  }

  @Override
  public List<Step<PairMoment>> steps(PairMoment now) {
    List<Step<PairMoment>> steps = new ArrayList<>();
    for (int node = 0; node < 2; node++) {
      outside(now, node, steps);
    }
    if (now.troubles() > 0 && !now.row().asked() && now.row().state() == PairState.GUARDED) {
      steps.add(
          new Step<>("a switchover is asked for", now.row(now.row().switchAsked()).troubled()));
    }
    if (now.troubles() > 0 && now.row().fit() == Row.Fit.BOTH) {
      steps.add(
          new Step<>("another plan is asked for", now.row(now.row().fit(Row.Fit.NONE)).troubled()));
    }
    if (now.hidden() || !now.linked()) {
      steps.add(new Step<>("the network heals", now.hidden(false).linked(true)));
    }
    if (now.troubles() > 0) {
      steps.add(new Step<>("server 0 is out of sight", now.hidden(true).troubled()));
      steps.add(new Step<>("the link is cut", now.linked(false).troubled()));
    }
    for (int worker = 0; worker < now.hands().size(); worker++) {
      worker(now, worker, steps);
    }
    return steps;
  }

  private void outside(PairMoment now, int node, List<Step<PairMoment>> steps) {
    Node it = now.nodes().get(node);
    String who = "server " + node + " ";
    switch (it.power()) {
      case UP -> {
        if (now.troubles() > 0) {
          steps.add(new Step<>(who + "dies", now.node(node, it.power(Node.Power.DEAD)).troubled()));
          steps.add(
              new Step<>(who + "freezes", now.node(node, it.power(Node.Power.FROZEN)).troubled()));
          steps.add(
              new Step<>(who + "is lost", now.node(node, it.power(Node.Power.OFF)).troubled()));
        }
      }
      case FROZEN -> steps.add(new Step<>(who + "thaws", now.node(node, it.power(Node.Power.UP))));
      case OFF -> steps.add(new Step<>(who + "boots", now.boots(node)));
      case DEAD -> {
        if (!it.leads() || mayBeStarted(now, node)) {
          steps.add(
              new Step<>(
                  who + "is started by its incident", now.node(node, it.power(Node.Power.UP))));
        }
      }
    }
    if (now.acknowledges(node) && !now.receives(1 - node) && !now.nodes().get(1 - node).lacks()) {
      steps.add(
          new Step<>(
              "a commit on " + node + " alone",
              now.node(1 - node, now.nodes().get(1 - node).lacks(true))));
    }
    if (now.receives(node) && it.lacks()) {
      steps.add(new Step<>(who + "catches up", now.node(node, it.lacks(false))));
    }
  }

  /** The gate before a server's own incidents: {@code PairGate}. */
  private boolean mayBeStarted(PairMoment now, int node) {
    boolean leader = node == now.row().leader();
    PairState state = now.row().state();
    boolean calm = state == PairState.FORMING || state == PairState.ALONE;
    return !rules.onlyTheLeaderIsStarted() || (leader && calm);
  }

  private void worker(PairMoment now, int worker, List<Step<PairMoment>> steps) {
    String who = "worker " + worker + " ";
    Hand hand = now.hands().get(worker);
    switch (hand) {
      case Idle _ -> {
        // While somebody acts the member stays taken.
        if (now.lease() < 0) {
          steps.add(new Step<>(who + "looks", now.hand(worker, new Looked(now.row(), seen(now)))));
        }
      }
      case Looked looked -> commit(now, worker, who, looked, steps);
      case Acting acting ->
          steps.add(
              new Step<>(
                  who
                      + acting.act()
                      + acting.grade().map(g -> " " + g).orElse("")
                      + " "
                      + acting.stage(),
                  new PairDeed(rules, synchronous, holds(acting.row()), now, worker).next(acting)));
    }
    // Workers may do so as often as they like.
    if (hand instanceof Acting) {
      steps.add(new Step<>(who + "crashes", now.idle(worker)));
      if (now.lease() == worker) {
        steps.add(new Step<>(who + "is frozen", now.leased(-1)));
      }
    }
  }

  /** {@code Pair.neverReleases}. */
  private boolean holds(Row row) {
    return neverReleases && leaderFits(row) && standbyFits(row);
  }

  private static boolean leaderFits(Row row) {
    return (row.fit() == Row.Fit.BOTH || row.fit() == Row.Fit.LEADER)
        && (row.version() == Row.Version.RIGHT || row.version() == Row.Version.DONE);
  }

  private static boolean standbyFits(Row row) {
    return row.old() || row.fit() == Row.Fit.BOTH || row.fit() == Row.Fit.OTHER;
  }

  PairSeen seen(PairMoment now) {
    Row row = now.row();
    Node it = now.leader();
    boolean sight = now.inSight(row.leader());
    Leader leader =
        !sight || !it.up()
            ? Leader.DOWN
            : !it.leads()
                ? Leader.FENCED
                : now.acknowledges(row.leader()) ? Leader.COMMITS : Leader.MUTE;
    boolean otherSeen = now.other().up() && now.inSight(row.other());
    Standby standby =
        row.old() || !otherSeen
            ? Standby.LOST
            : now.other().leads()
                ? Standby.LEADS
                : !now.receives(row.other())
                    ? Standby.APART
                    : now.other().lacks() ? Standby.STREAMING : Standby.CLOSE;
    OldLeader old =
        !row.old()
            ? OldLeader.NONE
            : now.other().hostAnswers() && now.inSight(row.other())
                ? now.other().up() && now.other().leads() ? OldLeader.LEADS : OldLeader.REACHABLE
                : now.other().power() == Node.Power.OFF ? OldLeader.OFF : OldLeader.AWAY;
    return new PairSeen(
        true,
        true,
        leader,
        leader == Leader.DOWN ? 2 : 0,
        leader == Leader.MUTE ? 2 : 0,
        vantages,
        sight && it.hostAnswers() ? Optional.of(it.power() == Node.Power.DEAD) : Optional.empty(),
        it.power() == Node.Power.OFF,
        restartSooner,
        standby,
        row.standing(),
        synchronous,
        holds(row),
        otherSeen ? Optional.of(now.linked() && it.up()) : Optional.empty(),
        true,
        leader == Leader.COMMITS ? Optional.of(it.names()) : Optional.empty(),
        late && row.state() != PairState.UPGRADING,
        Optional.empty(),
        Optional.of(true),
        row.promoted(),
        row.planned(),
        row.receipt(),
        row.version().stage(),
        old,
        late ? Duration.ofHours(1) : Duration.ZERO,
        row.asked(),
        false,
        true,
        leaderFits(row),
        standbyFits(row),
        // An upgrade that takes too long goes on as one that fails does.
        late && row.state() != PairState.UPGRADING ? Duration.ofHours(1) : Duration.ZERO,
        "as it is");
  }

  private void commit(
      PairMoment now, int worker, String who, Looked looked, List<Step<PairMoment>> steps) {
    boolean stale = !looked.row().equals(now.row());
    if (rules.compareAndSet() && stale) {
      steps.add(new Step<>(who + "comes too late", now.idle(worker)));
      return;
    }
    switch (machine.think(looked.row().state(), looked.seen())) {
      case Decision.Stay<PairState, PairAct> _ ->
          steps.add(new Step<>(who + "stays", now.idle(worker)));
      case Decision.Go<PairState, PairAct>(PairState to, _) ->
          steps.add(new Step<>(who + "goes to " + to, moved(now.idle(worker), to)));
      case Decision.Ask<PairState, PairAct>(PairAct act, _) -> ask(now, worker, who, act, steps);
    }
  }

  /** After an upgrade that failed the standby's server is given up, in the same transaction. */
  private static PairMoment moved(PairMoment now, PairState to) {
    boolean spoilt = to == PairState.GUARDED && now.row().version() == Row.Version.FAILED;
    PairMoment after = now.row(moved(now.row(), to));
    return spoilt
        ? after.row(after.row().replaced()).node(after.row().other(), Node.STANDBY.lacks(true))
        : after;
  }

  /** Whoever is fenced off for the first time begins with a clean sheet. */
  private static Row moved(Row row, PairState to) {
    Row after = row.moved(to);
    return to == PairState.FENCING && row.state() != PairState.FENCING
        ? new Row(
            to,
            row.leader(),
            row.old(),
            row.standing(),
            Optional.empty(),
            false,
            row.state() == PairState.GUARDED,
            false,
            row.fit(),
            after.version())
        : after;
  }

  private void ask(
      PairMoment now, int worker, String who, PairAct act, List<Step<PairMoment>> steps) {
    if (now.lease() >= 0 && now.lease() != worker) {
      steps.add(new Step<>(who + "finds it leased", now.idle(worker)));
      return;
    }
    // An upgrade goes well, or does not.
    List<Optional<Receipt>> ways =
        act == PairAct.FENCE && now.row().planned()
            ? List.of(Optional.of(Receipt.STOPPED))
            : act == PairAct.FENCE || act == PairAct.UPGRADE_STANDBY
                ? List.of(Optional.of(Receipt.STOPPED), Optional.of(Receipt.MUTE))
                : List.of(Optional.empty());
    for (Optional<Receipt> way : ways) {
      steps.add(
          new Step<>(
              who + "begins " + act + way.map(g -> " " + g).orElse(""),
              now.leasedAnew(worker).hand(worker, new Acting(act, now.row(), 0, way, false, 0))));
    }
  }

  /** Whether the standing may be raised or rested upon, by the books. */
  static boolean qualified(Row row) {
    return row.standing() == Standing.QUALIFIED;
  }
}
