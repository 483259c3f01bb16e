package herd.production.server;

import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.count;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Spreads servers over zones. */
final class Zones {

  private Zones() {}

  /** The zone with the fewest servers, none of the avoided ones if there is any other. */
  static String emptiest(DSLContext in, List<String> zones, Set<String> avoided) {
    return emptiest(in, zones, avoided, DSL.noCondition());
  }

  /** The zone with the fewest servers of such a kind. */
  static String emptiest(
      DSLContext in, List<String> zones, Set<String> avoided, Condition ofSuchAKind) {
    Map<String, Integer> servers =
        in.select(SERVER.ZONE, count())
            .from(SERVER)
            .where(SERVER.DESTROYED_AT.isNull(), ofSuchAKind)
            .groupBy(SERVER.ZONE)
            .fetchMap(SERVER.ZONE, count());
    return zones.stream()
        .min(
            Comparator.<String, Boolean>comparing(avoided::contains)
                .thenComparing(zone -> servers.getOrDefault(zone, 0)))
        .orElseThrow(() -> new IllegalStateException("HERD_ZONES names no zone"));
  }
}
