package herd.production.high;

import herd.production.placement.Placements;
import herd.production.placement.Role;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The upgrades of Postgres that have begun and not ended: maintenances of that method. */
public final class Upgrades {

  private static final String BEGUN =
      " from maintenance m where m.method = 'upgrade' and m.started_at is not null"
          + " and m.completed_at is null";

  /** Its customer runs it at once, or its window is open: four hours from its time on. */
  private static final String MAY_INTERRUPT =
      "(m.run_asked_at is not null or m.scheduled_for <= clock_timestamp()"
          + " and m.scheduled_for > clock_timestamp() - interval '4 hours')";

  private Upgrades() {}

  /** The major version each of some resources is to have; those that stay what they are miss. */
  public static Map<UUID, Integer> wanted(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            "select m.resource_id, m.postgres_major" + BEGUN + " and m.resource_id = any (?)",
            (Object) resources.toArray(UUID[]::new))
        .fetchMap(
            row -> row.get("resource_id", UUID.class),
            row -> row.get("postgres_major", Integer.class));
  }

  /** Those whose leader may not be stopped for it now: their copy follows until it may. */
  public static Set<UUID> waiting(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            "select m.resource_id"
                + BEGUN
                + " and not "
                + MAY_INTERRUPT
                + " and m.resource_id = any (?)",
            (Object) resources.toArray(UUID[]::new))
        .fetchSet("resource_id", UUID.class);
  }

  /** Whose leader stands still for an upgrade: those with a planned change that is about one. */
  public static Set<UUID> underWay(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            "select resource_id from failover where ended_at is null and upgrade_to is not null"
                + " and upgrade_failure is null and resource_id = any (?)",
            (Object) resources.toArray(UUID[]::new))
        .fetchSet("resource_id", UUID.class);
  }

  /** What the change of the leader that begins now is for: never an upgrade that has to wait. */
  static Optional<Integer> due(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select m.postgres_major"
                + BEGUN
                + " and "
                + MAY_INTERRUPT
                + " and m.resource_id = ? and exists (select from resource r"
                + " join server s on s.id = r.server_id where r.id = m.resource_id"
                + " and s.postgres_major is distinct from m.postgres_major)",
            resource)
        .fetchOptional("postgres_major", Integer.class);
  }

  /** It failed, and its failover ends here or gives way to another: it is not tried again. */
  static boolean end(DSLContext in, UUID resource) {
    Optional<String> why =
        in.resultQuery(
                "update failover set outcome = 'GIVEN_UP', ended_at = clock_timestamp()"
                    + " where resource_id = ? and ended_at is null and upgrade_failure is not null"
                    + " returning upgrade_failure",
                resource)
            .fetchOptional("upgrade_failure", String.class);
    why.ifPresent(failure ->
        in.execute(
            "update maintenance set completed_at = clock_timestamp(), failure = ? where id in (select m.id"
                + BEGUN
                + " and m.resource_id = ?)",
            failure,
            resource));
    return why.isPresent();
  }

  /**
   * After one that failed: the old leader leads again, the standby goes, and the customer reads
   * why. Empty when the failover that ends here was for something else.
   *
   * @return the standby's server, which nothing refers to any more
   */
  static Optional<UUID> giveUp(DSLContext in, UUID resource) {
    if (!end(in, resource)) {
      return Optional.empty();
    }
    Optional<UUID> standby =
        Placements.of(in, resource).stream()
            .filter(one -> one.role() == Role.STANDBY)
            .map(one -> one.server())
            .findFirst();
    standby.ifPresent(server -> Placements.remove(in, resource, server));
    return standby;
  }
}
