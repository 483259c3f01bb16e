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
      left join (select datid, count(*) filter (where usename <> 'herd_pooler') as connections,
                        max(extract(epoch from clock_timestamp() - xact_start))
                          filter (where usename ~ '^[uvab][0-9a-f]{32}$')::bigint as oldest
                   from pg_stat_activity where backend_type = 'client backend' group by datid) s
             on s.datid = d.oid
      left join pg_roles r on r.rolname = 'u' || substr(d.datname, 2)
     where d.datname ~ '^d[0-9a-f]{32}$'
     order by d.datname limit 10000 $$;

revoke all on function herd.tenants() from public;

grant execute on function herd.tenants() to herd_monitor;

-- What a look tells of replication, on a leader and on a standby alike: positions in bytes since 0/0, 0 where the
-- server has none. The timeline of a standby is the highest it is known to have followed.
create function herd.node() returns table (
    in_recovery boolean, timeline int, written bigint, flushed bigint, received bigint, replayed bigint,
    replay_lag_ms bigint, synchronous_names text, redo_distance bigint, receiver_streaming boolean,
    receiver_age_ms bigint, system_identifier text)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select s.standby,
           case when s.standby then greatest(c.timeline_id, m.min_recovery_end_timeline, w.received_tli)
                else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end,
           case when s.standby then coalesce(w.written_lsn - '0/0'::pg_lsn, 0)
                else pg_current_wal_lsn() - '0/0'::pg_lsn end::bigint,
           case when s.standby then coalesce(w.flushed_lsn - '0/0'::pg_lsn, 0)
                else pg_current_wal_flush_lsn() - '0/0'::pg_lsn end::bigint,
           case when s.standby then coalesce(pg_last_wal_receive_lsn() - '0/0'::pg_lsn, 0) else 0 end::bigint,
           case when s.standby then coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0) else 0 end::bigint,
           case when not s.standby then null
                when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
                else 1000 * extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) end::bigint,
           current_setting('synchronous_standby_names'),
           case when s.standby then coalesce(pg_last_wal_replay_lsn() - c.redo_lsn, 0)
                else pg_current_wal_lsn() - c.redo_lsn end::bigint,
           coalesce(w.status = 'streaming', false),
           (1000 * extract(epoch from clock_timestamp() - w.last_msg_receipt_time))::bigint,
           i.system_identifier::text
      from (select pg_is_in_recovery() as standby) s
     cross join pg_control_checkpoint() c
     cross join pg_control_recovery() m
     cross join pg_control_system() i
      left join pg_stat_wal_receiver w on true $$;

-- Those who stream from here.
create function herd.standbys() returns table (
    name text, state text, sync_state text, flushed bigint, replayed bigint)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select application_name, state, sync_state, coalesce(flush_lsn - '0/0'::pg_lsn, 0)::bigint,
           coalesce(replay_lsn - '0/0'::pg_lsn, 0)::bigint
      from pg_stat_replication order by application_name, pid limit 100 $$;

-- And what is kept for them.
create function herd.slots() returns table (name text, active boolean, retained_bytes bigint, wal_status text)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select slot_name::text, active,
           greatest(0, coalesce(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
                                - restart_lsn, 0))::bigint,
           coalesce(wal_status, 'reserved')
      from pg_replication_slots order by slot_name limit 100 $$;

revoke all on function herd.node(), herd.standbys(), herd.slots() from public;

grant execute on function herd.node(), herd.standbys(), herd.slots() to herd_monitor;

create database herd_template template template0;

update pg_database set datistemplate = true, datallowconn = true where datname = 'herd_template';

revoke all on database herd_template from public;

