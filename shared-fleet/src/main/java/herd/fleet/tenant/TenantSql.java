package herd.fleet.tenant;

/**
 * What looks ask, as text for the probe. All of it runs as {@code herd_monitor}, a plain role: the
 * first two in the database {@code postgres}, which no tenant can enter, the last in a tenant's
 * own, where it reads catalogs only, every name qualified and the search path empty (SAFETY 20).
 */
public final class TenantSql {
  /** The database for the looks at a whole server. */
  public static final String MONITOR_DATABASE = "postgres";

  public static final String MONITOR_ROLE = "herd_monitor";

  /**
   * One pass over all tenants of a server: database, size_bytes, connections, connection_limit,
   * oldest_transaction_seconds, frozen_age (transactions since the last freeze).
   */
  public static final String TENANTS =
      "select database, size_bytes, connections, connection_limit, oldest_transaction_seconds, frozen_age from herd.tenants()";

  /**
   * Herd-named databases and roles as (kind, name): to be compared with the control plane,
   * strangers are orphans.
   */
  public static final String INVENTORY =
      """
      select 'database' as kind, datname::pg_catalog.text as name from pg_catalog.pg_database where datname ~ '^d[0-9a-f]{32}$'
      union all
      select 'role', rolname::pg_catalog.text from pg_catalog.pg_roles where rolname ~ '^[du][0-9a-f]{32}$'
      limit 30000\
      """;

  /**
   * Inside one tenant's database: size_bytes, tables, rows (both as the statistics last saw them),
   * unlogged (those of the tables that a crash or a promotion empties).
   */
  public static final String DATABASE_FACTS =
      """
      select pg_catalog.pg_database_size(pg_catalog.current_database()) as size_bytes,
             pg_catalog.count(*) as tables,
             coalesce(pg_catalog.sum(pg_catalog.pg_stat_get_live_tuples(c.oid)), 0)::pg_catalog.int8 as rows,
             pg_catalog.count(*) filter (where c.relpersistence = 'u') as unlogged
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_heroku')\
      """;

  private TenantSql() {}
}
