identify
ended=$(sql -v minutes="$IDLE_MINUTES" <<'SQL'
select pg_catalog.count(*) from (
  select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
   where backend_type = 'client backend' and usename ~ '^[uvab][0-9a-f]{32}$' and state like 'idle%'
     and state_change < pg_catalog.clock_timestamp() - pg_catalog.make_interval(mins => :'minutes'::pg_catalog.int4)) ended;
SQL
) || exit 1
echo "ended=$ended"
