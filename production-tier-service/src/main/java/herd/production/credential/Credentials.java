package herd.production.credential;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The table of credentials. Every method takes the connection or transaction to use. Thread-safe.
 *
 * @param grace how long apps have to learn a new login before the old one, unused, is taken away
 */
public record Credentials(Duration grace) {

  /** Those that have a row, by resource, in the order they were made. */
  public Map<UUID, List<Credential>> of(DSLContext in, Collection<UUID> resources) {
    return in
        .resultQuery(
            """
            select c.*, r.database,
              c.turned_at is not null
                and c.turned_at < clock_timestamp() - ? * interval '1 ms' as ripe,
              case when c.name = 'default' then r.config_told >= r.config_version
                     and not exists (select from follower f join resource fr on fr.id = f.resource_id
                       where f.leader_id = r.id and f.ended_at is null and fr.contract = 'v3'
                         and fr.deprovisioned_at is null and fr.config_told < fr.config_version)
                     and not exists (select from pooler p
                       where p.resource_id = r.id and p.config_told < r.config_version)
                   else c.told >= c.version and c.config_told >= r.config_version end as told_now
            from credential c join resource r on r.id = c.resource_id
            where c.resource_id = any (?) order by c.name <> 'default', c.created_at, c.name
            """,
            grace.toMillis(),
            resources.toArray(UUID[]::new))
        .fetch(Credentials::read)
        .stream()
        .collect(groupingBy(Credential::resource));
  }

  public List<Credential> of(DSLContext in, UUID resource) {
    return of(in, List.of(resource)).getOrDefault(resource, List.of());
  }

  /** False when there is one of that name already. */
  static boolean add(DSLContext in, UUID resource, String name, String password) {
    return in.execute(
            "insert into credential (resource_id, name, password) values (?, ?, ?)"
                + " on conflict do nothing",
            resource,
            name,
            password)
        == 1;
  }

  /** The default one gets its row; a database that followed another may be at the second login. */
  static void addDefault(DSLContext in, UUID resource) {
    in.execute(
        "insert into credential (resource_id, name, slot)"
            + " select id, 'default', case when login like 'v%' then 1 else 0 end"
            + " from resource where id = ? on conflict do nothing",
        resource);
  }

  /** Its roles are to be made, or made whole. */
  static void ask(DSLContext in, UUID resource, String name) {
    in.execute(
        "update credential set asked = asked + 1 where resource_id = ? and name = ?",
        resource,
        name);
  }

  /** All of them are to be made whole. */
  public static void askAll(DSLContext in, UUID resource) {
    in.execute("update credential set asked = asked + 1 where resource_id = ?", resource);
  }

  /** Another login is to take the told one's place. */
  static void turn(DSLContext in, UUID resource, String name, String next, boolean forced) {
    in.execute(
        """
        update credential set next_password = ?, forced = ?, asked = asked + 1
         where resource_id = ? and name = ? and next_password is null and old_password is null
        """,
        next,
        forced,
        resource,
        name);
  }

  /** The old login is not waited for any more. */
  static void force(DSLContext in, UUID resource, String name) {
    in.execute(
        "update credential set forced = true where resource_id = ? and name = ?", resource, name);
  }

  static void unwant(DSLContext in, UUID resource, String name) {
    in.execute(
        """
        update credential set unwanted_at = clock_timestamp(), asked = asked + 1
         where resource_id = ? and name = ? and unwanted_at is null
        """,
        resource,
        name);
  }

  /** The login that was made is the told one from now on, unless that is so already. */
  static boolean turned(DSLContext in, Credential from, String sealedOld) {
    return in.execute(
            """
            update credential set slot = 1 - slot, old_password = ?, next_password = null,
              password = case when name = 'default' then null else next_password end,
              turned_at = clock_timestamp(), version = version + 1
             where resource_id = ? and name = ? and next_password = ?
            """,
            sealedOld,
            from.resource(),
            from.name(),
            from.next().orElseThrow())
        == 1;
  }

  /** The old login is out. */
  static void left(DSLContext in, Credential from) {
    in.execute(
        """
        update credential set old_password = null, forced = false
         where resource_id = ? and name = ? and version = ? and next_password is null
        """,
        from.resource(),
        from.name(),
        from.version());
  }

  static void done(DSLContext in, Credential from) {
    in.execute(
        "update credential set done = greatest(done, ?) where resource_id = ? and name = ?",
        from.asked(),
        from.resource(),
        from.name());
  }

  /** The platform knows it as it was then. */
  static void told(DSLContext in, Credential from, int configVersion) {
    in.execute(
        """
        update credential set told = greatest(told, ?), config_told = greatest(config_told, ?)
         where resource_id = ? and name = ?
        """,
        from.version(),
        configVersion,
        from.resource(),
        from.name());
  }

  static void remove(DSLContext in, Credential gone) {
    in.execute(
        "delete from credential where resource_id = ? and name = ? and unwanted_at is not null",
        gone.resource(),
        gone.name());
  }

  private static Credential read(Record row) {
    return new Credential(
        row.get("resource_id", UUID.class),
        row.get("database", String.class),
        row.get("name", String.class),
        row.get("slot", Integer.class),
        Optional.ofNullable(row.get("password", String.class)),
        Optional.ofNullable(row.get("next_password", String.class)),
        Optional.ofNullable(row.get("old_password", String.class)),
        row.get("ripe", Boolean.class),
        row.get("forced", Boolean.class),
        row.get("told_now", Boolean.class),
        row.get("asked", Integer.class) > row.get("done", Integer.class),
        row.get("unwanted_at") == null,
        row.get("version", Integer.class),
        row.get("asked", Integer.class),
        row.get("done", Integer.class));
  }
}
