# Whoever streams through it is cut off first; a receiver comes back at once, so again until it is gone.
identify
until [ -z "$(sql -v slot="$SLOT" <<'SQL'
select slot_name from pg_replication_slots where slot_name = :'slot';
SQL
)" ]; do
  sql -v slot="$SLOT" <<'SQL' 2>"$ROOT/log/drop-slot.log" || sleep 0.1
select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = :'slot' and active \g /dev/null
select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = :'slot' \g /dev/null
SQL
done
