# A physical slot that keeps WAL from now on, or from where its standby is: AT, when that is told.
identify
sql -v slot="$SLOT" -v at="${AT:-0/0}" <<'SQL' || exit 1
select pg_create_physical_replication_slot(:'slot', true)
 where not exists (select from pg_replication_slots where slot_name = :'slot') \g /dev/null
select pg_replication_slot_advance(slot_name, :'at') from pg_replication_slots
 where slot_name = :'slot' and not active and restart_lsn < :'at' \g /dev/null
SQL
