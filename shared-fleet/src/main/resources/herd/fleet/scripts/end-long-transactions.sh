# Ends the tenant's sessions whose transaction is too old, whether they work or idle in it. From outside, for a
# session may lift every time-out of its own. Herd's own sessions in the tenant's database are not among them.
ended=$(tenant_sql -v seconds="$LONGEST_SECONDS" <<'SQL'
select pg_catalog.count(*) from (
  select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity
   where usename = :'login' and backend_type = 'client backend'
     and xact_start < pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => :'seconds'::pg_catalog.int4)) ended;
SQL
) || exit 1
echo "ended=$ended"
