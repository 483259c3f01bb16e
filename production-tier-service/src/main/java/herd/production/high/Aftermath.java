package herd.production.high;

import herd.controlplane.ring.Act;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * What becomes known of a failover once somebody leads again, for its report. It is noted when the
 * platform is told the new address, by which time the new leader was looked at: no failover waits
 * for it.
 */
public final class Aftermath {

  private Aftermath() {}

  /**
   * Around the act that tells the platform the address.
   *
   * @param unlogged tables whose rows no standby has, as counted on the leader of now
   */
  public static Act of(DSLContext in, UUID resource, Optional<Long> unlogged, Act tellsAddress) {
    return Act.under(
        tellsAddress.claims(),
        token -> {
          seen(in, resource, unlogged);
          String said = tellsAddress.run(token);
          told(in, resource);
          return said;
        });
  }

  private static void seen(DSLContext in, UUID resource, Optional<Long> unlogged) {
    in.execute(
        """
        update failover f set unlogged_tables = coalesce(f.unlogged_tables, ?),
          committed_at = coalesce(f.committed_at, (select max(o.at) from control.observation o
            where o.subject_id = ? and o.well and o.at < f.began_at
              and o.at > f.began_at - interval '1 h')),
          sessions = coalesce(f.sessions, (select (o.facts ->> 'connections')::int
            from control.observation o where o.subject_id = ? and o.at < f.began_at
              and o.at > f.began_at - interval '1 h' and o.facts ->> 'connections' is not null
            order by o.at desc limit 1))
        where f.resource_id = ? and f.moved_at is not null and f.told_at is null
        """,
        unlogged.orElse(null),
        Pair.id(resource),
        resource,
        resource);
  }

  private static void told(DSLContext in, UUID resource) {
    in.execute(
        """
        update failover f set told_at = clock_timestamp() from resource r
        where f.resource_id = ? and r.id = f.resource_id and f.moved_at is not null
          and f.told_at is null and r.config_told >= r.config_version
        """,
        resource);
  }

  /** The platform knows where the pool is now; one that was not there before missed nothing. */
  public static void poolTold(DSLContext in, UUID resource) {
    in.execute(
        """
        update failover f set pool_told_at = clock_timestamp() from resource r, pooler p
        where f.resource_id = ? and r.id = f.resource_id and p.resource_id = f.resource_id
          and p.wanted_at < f.moved_at and f.pool_told_at is null
          and p.server_id = r.server_id and p.config_told >= r.config_version
        """,
        resource);
  }
}
