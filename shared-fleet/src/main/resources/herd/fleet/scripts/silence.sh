# Words for taking a standby's upstream away.

# What it is, who receives, and how far it has come, in this order: a position that was read while nobody received is
# final once nobody can log in any more.
standby_look() {
  sql -F = <<'SQL'
select 'in_recovery', pg_is_in_recovery();
select 'receiver', pid from pg_stat_activity where backend_type = 'walreceiver';
select 'timeline', greatest(c.timeline_id, r.min_recovery_end_timeline,
       (select max(('x' || substr(name, 1, 8))::bit(32)::int) from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'))
  from pg_control_checkpoint() c, pg_control_recovery() r;
select 'received', coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn());
select 'replayed', pg_last_wal_replay_lsn();
SQL
}
said() { printf '%s\n' "$look" | sed -n "s/^$1=//p"; }

# Ends with nobody receiving, and leaves the last look in $look. Waits until the caller's limit. The startup process ends
# the receiver, too, but not before it has replayed what it has.
silence() {
  clear_upstream
  reload
  while :; do
    look=$(standby_look) || exit $?
    receiver=$(said receiver)
    [ -n "$receiver" ] || break
    kill -TERM "$receiver" 2>/dev/null
    sleep 0.02
  done
  sync "$CONF"
}
