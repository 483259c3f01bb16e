# What holds up this standby's replay? A pause, sessions it waits for, or just too much to do.
identify
[ "$(sql -c 'select pg_is_in_recovery()')" = t ] || die 76 "$DATA is no standby"
if [ "$(sql -c 'select pg_is_wal_replay_paused()')" = t ]; then
  sql -c 'select pg_wal_replay_resume()' >/dev/null || exit 1
  echo "found=replay was paused, and goes on"
  exit 0
fi
waits=$(sql -c "select coalesce(wait_event_type || ' ' || wait_event, 'nothing') from pg_stat_activity where backend_type = 'startup'")
case $waits in
  *RecoveryConflict* | *BufferPin | Lock*)
    ended=$(sql -c "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend'
      and usename not in ('postgres', 'herd_monitor') and xact_start < clock_timestamp() - interval '1 s'")
    echo "found=replay waits for $waits; $ended sessions ended"
    ;;
  *) echo "found=replay is busy and not held up: it waits for $waits" ;;
esac
