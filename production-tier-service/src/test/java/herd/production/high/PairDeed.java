package herd.production.high;

import herd.production.high.PairMoment.Hand.Acting;
import herd.production.high.PairMoment.Row;
import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How one worker's act goes on, in the world of {@link PairWorld}: what {@code PairActs} does. */
record PairDeed(
    PairWorld.Rules rules, boolean synchronous, boolean neverReleases, PairMoment now, int worker) {

  PairMoment next(Acting acting) {
    return switch (acting.act()) {
      case RELEASE -> release(acting);
      case QUALIFY -> qualify(acting);
      case RESTART_LEADER -> restart(acting);
      case FENCE -> fence(acting);
      case UPGRADE_STANDBY -> upgrade(acting);
      case PROMOTE -> promote(acting);
      case STOP_OLD_LEADER -> stopOld(acting);
      case STOP_SECOND_LEADER -> stopSecond(acting);
      case BOOT_OLD_LEADER -> boot(acting);
      case REJOIN -> rejoin(acting);
      case ABANDON_OLD_LEADER, REPLACE_STANDBY -> replace(acting);
      case START_STANDBY -> startStandby(acting);
      case PLACE_STANDBY, COPY_STANDBY -> now.idle(worker);
    };
  }

  private interface Books {
    Optional<Row> write(Acting acting);
  }

  /** First the books, then the leader's server. */
  private PairMoment twoSteps(Acting acting, Books books, UnaryOperator<Node> change) {
    if (acting.stage() == 0) {
      return books
          .write(acting)
          .map(row -> now.row(row).hand(worker, acting.next()))
          .orElseGet(() -> now.idle(worker));
    }
    return on(acting, acting.row().leader(), change).idle(worker);
  }

  private PairMoment release(Acting acting) {
    if (neverReleases) {
      return now.breaking(PairWorld.ONE_COPY);
    }
    if (rules.rowBeforeNames()) {
      return twoSteps(acting, this::withdrawn, node -> node.names(false));
    }
    return acting.stage() == 0
        ? on(acting, acting.row().leader(), node -> node.names(false)).hand(worker, acting.next())
        : now.row(withdrawn(acting).orElse(now.row())).idle(worker);
  }

  private Optional<Row> withdrawn(Acting acting) {
    return still(acting) ? Optional.of(now.row().standing(Standing.NONE)) : Optional.empty();
  }

  /** The pair is in the state in which the act was asked for, between the same servers. */
  private boolean still(Acting acting) {
    return (!acting.stale() || !rules.rowsUnderTheToken())
        && now.row().state() == acting.row().state()
        && now.row().leader() == acting.row().leader()
        && now.row().old() == acting.row().old();
  }

  /** The token lands on the leader first: from then on nobody's older one clears the names. */
  private PairMoment qualify(Acting acting) {
    Row row = now.row();
    int leader = acting.row().leader();
    return switch (acting.stage()) {
      case 0 ->
          lands(acting, leader)
              ? on(acting, leader, node -> node.names(true)).hand(worker, acting.next())
              : now.idle(worker);
      case 1 ->
          now.inSight(leader) && now.receives(1 - leader) && !now.nodes().get(1 - leader).lacks()
              ? now.hand(worker, acting.next())
              : now.idle(worker);
      default ->
          still(acting) ? now.row(row.standing(Standing.QUALIFIED)).idle(worker) : now.idle(worker);
    };
  }

  private PairMoment restart(Acting acting) {
    if (acting.stage() == 0) {
      return still(acting) ? now.hand(worker, acting.next()) : now.idle(worker);
    }
    return startable(acting, acting.row().leader())
        ? on(acting, acting.row().leader(), Node::restarted).idle(worker)
        : now.idle(worker);
  }

  /** Whoever starts a server names the boot he knew before he asked the books. */
  private boolean startable(Acting acting, int node) {
    return !rules.bootCompared() || !acting.bootedSince(node);
  }

  private PairMoment fence(Acting acting) {
    Row row = now.row();
    Receipt grade = acting.grade().orElseThrow();
    if (acting.stage() == 0) {
      boolean may =
          grade == Receipt.STOPPED || !rules.muteOnlyIfQualified() || PairWorld.qualified(row);
      return may && still(acting) ? now.hand(worker, acting.next()) : now.idle(worker);
    }
    if (acting.stage() == 1) {
      int target = grade == Receipt.STOPPED ? acting.row().leader() : acting.row().other();
      if (!lands(acting, target)) {
        // One in order is had from the server itself, or not at all.
        return grade == Receipt.STOPPED && !acting.row().planned()
            ? byProvider(acting, target)
            : now.idle(worker);
      }
      UnaryOperator<Node> change = grade == Receipt.STOPPED ? this::stop : Node::muted;
      return on(acting, target, change).hand(worker, acting.next());
    }
    return row.state() == PairState.FENCING && still(acting)
        ? now.row(row.receipt(grade)).idle(worker)
        : now.idle(worker);
  }

  private Node stop(Node node) {
    return rules.signalWritten() ? node.stoppedForGood() : node.power(Node.Power.DEAD);
  }

  /**
   * A mute receipt stands for an upgrade that fails before it touches the standby; one of a standby
   * that lacks something fails after that.
   */
  private PairMoment upgrade(Acting acting) {
    int candidate = acting.row().other();
    return switch (acting.stage()) {
      case 0 ->
          !still(acting) || !lands(acting, candidate)
              ? now.idle(worker)
              : acting.grade().filter(Receipt.STOPPED::equals).isPresent()
                  ? on(acting, candidate, node -> node.muted().power(Node.Power.DEAD))
                      .hand(worker, acting.next())
                  : now.hand(worker, acting.next());
      default -> {
        boolean well =
            acting.grade().filter(Receipt.STOPPED::equals).isPresent()
                && !now.nodes().get(candidate).lacks();
        yield still(acting)
            ? now.row(now.row().version(well ? Row.Version.DONE : Row.Version.FAILED)).idle(worker)
            : now.idle(worker);
      }
    };
  }

  private PairMoment promote(Acting acting) {
    Row row = now.row();
    int candidate = acting.row().other();
    return switch (acting.stage()) {
      case 0 -> {
        boolean may =
            still(acting)
                && row.state() == PairState.PROMOTING
                && (row.receipt().isPresent() || !rules.receiptBeforePromotion());
        yield may ? now.hand(worker, acting.next()) : now.idle(worker);
      }
      case 1 -> {
        boolean dead = now.nodes().get(candidate).power() == Node.Power.DEAD;
        if (!lands(acting, candidate) || (dead && !startable(acting, candidate))) {
          yield now.idle(worker);
        }
        PairMoment after = on(acting, candidate, Node::promoted).hand(worker, acting.next());
        boolean first = !now.nodes().get(candidate).leads();
        yield synchronous && first && now.nodes().get(candidate).lacks()
            ? after.breaking(PairWorld.LOST)
            : after;
      }
      default ->
          row.state() == PairState.PROMOTING
              ? now.row(row.wasPromoted()).idle(worker)
              : now.idle(worker);
    };
  }

  private PairMoment stopOld(Acting acting) {
    int old = acting.row().other();
    return switch (acting.stage()) {
      case 0 -> still(acting) ? now.hand(worker, acting.next()) : now.idle(worker);
      case 1 ->
          lands(acting, old)
              ? on(acting, old, this::stop).hand(worker, acting.next())
              : byProvider(acting, old);
      default ->
          still(acting)
              ? now.row(now.row().receipt(Receipt.STOPPED)).idle(worker)
              : now.idle(worker);
    };
  }

  private PairMoment stopSecond(Acting acting) {
    int second = acting.row().other();
    return acting.stage() == 0
        ? still(acting) ? now.hand(worker, acting.next()) : now.idle(worker)
        : lands(acting, second)
            ? on(acting, second, this::stop).idle(worker)
            : byProvider(acting, second).idle(worker);
  }

  /**
   * It needs no way to the machine, and knows no tokens: a late one is stopped by a look before.
   */
  private PairMoment byProvider(Acting acting, int target) {
    boolean off = now.nodes().get(target).power() == Node.Power.OFF;
    return off || !acting.stale()
        ? now.node(target, now.nodes().get(target).power(Node.Power.OFF))
            .hand(worker, acting.next())
        : now.idle(worker);
  }

  /** As above; a machine that is given up meanwhile has lost its disk. */
  private PairMoment boot(Acting acting) {
    int old = acting.row().other();
    return still(acting) && now.nodes().get(old).power() == Node.Power.OFF
        ? now.boots(old).idle(worker)
        : now.idle(worker);
  }

  private PairMoment rejoin(Acting acting) {
    int other = acting.row().other();
    return switch (acting.stage()) {
      case 0 -> still(acting) ? now.hand(worker, acting.next()) : now.idle(worker);
      case 1 ->
          lands(acting, other)
              ? on(acting, other, Node::rejoined).hand(worker, acting.next())
              : now.idle(worker);
      default -> still(acting) ? now.row(now.row().rejoined()).idle(worker) : now.idle(worker);
    };
  }

  /** In the books alone: a server without a placement is ended by its own machine, for good. */
  private PairMoment replace(Acting acting) {
    return still(acting)
        ? now.row(now.row().replaced())
            .node(acting.row().other(), Node.STANDBY.lacks(true).saw(worker))
            .idle(worker)
        : now.idle(worker);
  }

  private PairMoment startStandby(Acting acting) {
    int other = acting.row().other();
    return still(acting)
        ? on(
                acting,
                other,
                node ->
                    node.leads()
                        ? node
                        : new Node(Node.Power.UP, false, false, true, node.lacks(), node.newest()))
            .idle(worker)
        : now.idle(worker);
  }

  /** Whether a script can reach the server, which refuses an older token than it has seen. */
  private boolean lands(Acting acting, int node) {
    Node it = now.nodes().get(node);
    boolean refused =
        rules.fenceFiles() && acting.stale() && it.newest() != worker && it.newest() >= 0;
    return it.hostAnswers() && now.inSight(node) && !refused;
  }

  private PairMoment on(Acting acting, int node, UnaryOperator<Node> change) {
    return lands(acting, node)
        ? now.node(node, change.apply(now.nodes().get(node)).saw(worker))
        : now;
  }
}
