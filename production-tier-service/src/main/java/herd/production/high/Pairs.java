package herd.production.high;

import static herd.controlplane.generated.Tables.SUBJECT;

import herd.controlplane.ControlPlane;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.tier.generated.tables.records.ResourceRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** What the machine of a resource has to do with its pair. */
public final class Pairs {

  /** How far a pair is. */
  public enum Stage {
    FORMING,
    FORMED,
    /** It was formed, and its leader stands still for as long as an upgrade takes. */
    UPGRADING;

    /**
     * @param upgrading the change of its leader that is under way is an upgrade
     */
    public static Stage of(PairState state, boolean upgrading) {
      return switch (state) {
        case FORMING -> FORMING;
        case UPGRADING -> UPGRADING;
        case FENCING, PROMOTING -> upgrading ? UPGRADING : FORMED;
        case GUARDED, DOUBTFUL, RESTARTING, ALONE, SINGLE, DISSOLVED -> FORMED;
      };
    }
  }

  /** The looks at a leader in doubt come from several vantages; the last few tell. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private static final int FEW = 3;

  private Pairs() {}

  /** By resource; those without a pair are missing. */
  public static Map<UUID, PairState> states(DSLContext in, Collection<UUID> resources) {
    return in.select(SUBJECT.PART_OF, SUBJECT.STATE)
        .from(SUBJECT)
        .where(SUBJECT.KIND.eq(Pair.KIND), SUBJECT.PART_OF.in(resources))
        .fetchMap(SUBJECT.PART_OF, row -> PairState.valueOf(row.value2()));
  }

  /**
   * Whether a second server could take over at this moment. A lost standby keeps its standing while
   * its leader is lost, too: nobody can be told to wait for it no more. So it must have been seen.
   *
   * @param synchronous the plan has commits wait for the standby
   */
  public static boolean mayTakeOver(ControlPlane plane, UUID resource, boolean synchronous) {
    boolean stands =
        !synchronous
            || Placements.of(plane.dsl(), resource).stream()
                .anyMatch(
                    one -> one.role() == Role.STANDBY && one.standing() == Standing.QUALIFIED);
    return stands
        && Optional.ofNullable(states(plane.dsl(), List.of(resource)).get(resource))
            .filter(state ->
                switch (state) {
                  case GUARDED -> true;
                  case DOUBTFUL, RESTARTING -> standbySeen(plane, Pair.id(resource));
                  case FORMING, FENCING, UPGRADING, PROMOTING, ALONE, SINGLE, DISSOLVED -> false;
                })
            .isPresent();
  }

  private static boolean standbySeen(ControlPlane plane, UUID pair) {
    return plane.observations().recall(List.of(pair), LATELY).getOrDefault(pair, List.of()).stream()
        .flatMap(look -> look.facts().flatMap(PairFacts::read).flatMap(PairFacts::standby).stream())
        .limit(FEW)
        .anyMatch(sight -> PairSeen.Standby.valueOf(sight).alive());
  }

  /** What it rests on was changed in this transaction: a look under way is not thought about. */
  public static void wished(ControlPlane plane, DSLContext in, UUID resource) {
    plane.subjects().in(in).wished(Pair.id(resource));
  }

  /**
   * The standby is to lead, as soon as it is close enough. False when there is no pair.
   *
   * @param within after so long it is not asked for any more; empty when nothing else ends it
   */
  public static boolean askSwitchover(
      ControlPlane plane, DSLContext in, UUID resource, Optional<Duration> within) {
    boolean there = plane.subjects().in(in).wished(Pair.id(resource));
    if (there) {
      Failovers.askSwitch(in, resource, within);
    }
    return there;
  }

  /** Puts a pair into its ring; it makes the standby. False when it is there already. */
  public static boolean form(ControlPlane plane, ResourceRecord resource) {
    return plane
        .subjects()
        .add(
            Pair.id(resource.getId()),
            Pair.KIND,
            resource.getName() + "-pair",
            PairState.FORMING,
            Optional.of(resource.getId()));
  }
}
