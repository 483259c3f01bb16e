# A physical slot that keeps WAL from now on.
identify
sql -v slot="$SLOT" <<'SQL' || exit 1
select pg_create_physical_replication_slot(:'slot', true)
 where not exists (select from pg_replication_slots where slot_name = :'slot') \g /dev/null
SQL
