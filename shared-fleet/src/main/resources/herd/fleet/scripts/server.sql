alter role herd_monitor set search_path = '';

alter role herd_monitor set statement_timeout = '10s';

alter role herd_monitor set default_transaction_read_only = on;

alter role herd_monitor set log_min_error_statement = panic;

create role herd_limited nologin;

revoke all on database postgres from public;

revoke all on database template1 from public;

grant connect on database postgres to herd_monitor;

create schema herd;

grant usage on schema herd to herd_monitor;

-- What the monitor may know of every tenant, without being anybody special inside a tenant's database.
-- Only catalogs are read, so no tenant's code can run here.
create function herd.tenants() returns table (
    database text, size_bytes bigint, connections int, connection_limit int,
    oldest_transaction_seconds bigint, frozen_age bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select d.datname::text, pg_database_size(d.oid), coalesce(s.connections, 0)::int,
           coalesce(r.rolconnlimit, -1), coalesce(s.oldest, 0), age(d.datfrozenxid)::bigint
      from pg_database d
      left join (select datid, count(*) as connections,
                        max(extract(epoch from clock_timestamp() - xact_start))::bigint as oldest
                   from pg_stat_activity where backend_type = 'client backend' group by datid) s
             on s.datid = d.oid
      left join pg_roles r on r.rolname = 'u' || substr(d.datname, 2)
     where d.datname ~ '^d[0-9a-f]{32}$'
     order by d.datname limit 10000 $$;

revoke all on function herd.tenants() from public;

grant execute on function herd.tenants() to herd_monitor;

create database herd_template template template0;

update pg_database set datistemplate = true, datallowconn = true where datname = 'herd_template';

revoke all on database herd_template from public;

