package herd.production.high;

import static herd.controlplane.generated.Tables.SUBJECT;

import herd.controlplane.ControlPlane;
import herd.tier.generated.tables.records.ResourceRecord;
import java.util.Collection;
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

  private Pairs() {}

  /** By resource; those without a pair are missing. */
  public static Map<UUID, PairState> states(DSLContext in, Collection<UUID> resources) {
    return in.select(SUBJECT.PART_OF, SUBJECT.STATE)
        .from(SUBJECT)
        .where(SUBJECT.KIND.eq(Pair.KIND), SUBJECT.PART_OF.in(resources))
        .fetchMap(SUBJECT.PART_OF, row -> PairState.valueOf(row.value2()));
  }

  /** What it rests on was changed in this transaction: a look under way is not thought about. */
  public static void wished(ControlPlane plane, DSLContext in, UUID resource) {
    plane.subjects().in(in).wished(Pair.id(resource));
  }

  /** The standby is to lead, as soon as it is close enough. False when there is no pair. */
  public static boolean askSwitchover(ControlPlane plane, DSLContext in, UUID resource) {
    boolean there = plane.subjects().in(in).wished(Pair.id(resource));
    if (there) {
      Failovers.askSwitch(in, resource, Failovers.Wish.UNTIL_IT_IS_DONE);
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
