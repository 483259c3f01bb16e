# As the owner of the tables, not as superuser: index expressions are the tenant's code. Tables somebody else
# owns are skipped with a warning. FULL gives the space back to the disk, and locks each table meanwhile.
#
# Nothing is rewritten when no row has come, changed or gone since the last time: a database that stays over its
# limit would otherwise be copied whole each time. Deletions that were not yet counted are found the next time. The
# catalogs (below 16384) change with every ANALYZE, and TOAST tables with every rewriting.
changes() {
  sql -d "$DATABASE" <<'SQL'
select pg_catalog.sum(pg_catalog.pg_stat_get_tuples_inserted(oid)) || ' ' ||
       pg_catalog.sum(pg_catalog.pg_stat_get_tuples_updated(oid)) || ' ' ||
       pg_catalog.sum(pg_catalog.pg_stat_get_tuples_deleted(oid))
  from pg_catalog.pg_class where relkind in ('r', 'm') and oid >= 16384;
SQL
}
vacuumed=$ROOT/vacuumed/$DATABASE
before=$(changes) || exit 1
before="$OPTIONS: $before"
if [ "$before" = "$(cat "$vacuumed" 2>/dev/null)" ]; then
  echo skipped=yes
  database_size
  exit
fi
sql -d "$DATABASE" -v login="$LOGIN" -v options="$OPTIONS" <<'SQL' 2>/dev/null || exit 1
select case when evtenabled = 'D' then :'login' else 'herd_limited' end as owner
  from pg_catalog.pg_event_trigger where evtname = 'herd_refuse_ddl' \gset
set lock_timeout = '20s';
set session authorization :"owner";
vacuum (:options);
SQL
mkdir -p "$ROOT/vacuumed" && echo "$before" >"$vacuumed" || exit 1
echo skipped=no
database_size
