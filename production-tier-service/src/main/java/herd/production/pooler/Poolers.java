package herd.production.pooler;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The table of poolers. Every method takes the connection or transaction to use. Thread-safe. */
public final class Poolers {

  private Poolers() {}

  /** By resource; those without one are missing. */
  public static Map<UUID, Pooler> of(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            """
            select p.resource_id, p.port,
              coalesce(p.server_id = r.server_id, false) as started,
              p.config_told >= r.config_version as told,
              clock_timestamp() - interval '1 min'
                > greatest(p.wanted_at, (select pl.since from placement pl
                    where pl.resource_id = r.id and pl.server_id = r.server_id)) as late
            from pooler p join resource r on r.id = p.resource_id
            where p.resource_id = any (?)
            """,
            (Object) resources.toArray(UUID[]::new))
        .fetchMap(row -> row.get("resource_id", UUID.class), Poolers::read);
  }

  public static Optional<Pooler> of(DSLContext in, UUID resource) {
    return Optional.ofNullable(of(in, List.of(resource)).get(resource));
  }

  /** A database is to have one from now on. */
  public static void want(DSLContext in, UUID resource) {
    in.execute("insert into pooler (resource_id) values (?) on conflict do nothing", resource);
  }

  /** Who followed a database that has one, and now stands alone, has one too. */
  public static void inherit(DSLContext in, UUID follower) {
    in.execute(
        """
        insert into pooler (resource_id) select r.id from follower f
          join resource r on r.id = f.resource_id and r.contract = 'v3'
          join pooler p on p.resource_id = f.leader_id
         where f.resource_id = ? on conflict do nothing
        """,
        follower);
  }

  static void started(DSLContext in, UUID resource, UUID server, int port) {
    in.execute(
        """
        update pooler p set server_id = r.server_id, port = ?,
          config_told = case when p.server_id = r.server_id and p.port = ? then p.config_told else -1 end
          from resource r where r.id = p.resource_id and p.resource_id = ? and r.server_id = ?
        """,
        port,
        port,
        resource,
        server);
  }

  /** The platform knows its URL as it was then. */
  static void told(DSLContext in, UUID resource, UUID server, int configVersion) {
    in.execute(
        "update pooler set config_told = greatest(config_told, ?)"
            + " where resource_id = ? and server_id = ?",
        configVersion,
        resource,
        server);
  }

  private static Pooler read(Record row) {
    return new Pooler(
        row.get("resource_id", UUID.class),
        row.get("started", Boolean.class),
        Optional.ofNullable(row.get("port", Integer.class)).orElse(0),
        row.get("told", Boolean.class),
        row.get("late", Boolean.class));
  }
}
