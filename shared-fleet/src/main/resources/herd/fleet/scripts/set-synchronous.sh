# Names the standby that commits wait for, or nobody.
#
# A session that shows the new names is no proof that commits wait, or wait no more: it is the checkpointer that says
# so in shared memory, when it re-reads the configuration, and in the middle of its work that may be much later. It was
# sent its signal before any session with the new names began. Asleep after that, and then in its main loop (or between
# two writes, before which it looks at the signal too), it has done it. Waits until the caller's limit.
identify
if postmaster >/dev/null; then
  [ -z "$STANDBY" ] || [ "$(sql -c 'select pg_is_in_recovery()')" = f ] || die 76 "$DATA is a standby"
else
  [ -z "$STANDBY" ] || die 76 "Postgres does not run here"
fi
wanted= line=
if [ -n "$STANDBY" ]; then
  wanted="FIRST 1 (\"$STANDBY\")"
  line="synchronous_standby_names = '$wanted'"
fi
put "$CONF/synchronous.conf" <<TEXT
$line
TEXT
sync "$CONF"
postmaster >/dev/null || exit 0
reload

taken() {
  read -r checkpointer names <<SEEN
$(sql -F ' ' -c "select (select pid from pg_stat_activity where backend_type = 'checkpointer'), current_setting('synchronous_standby_names')")
SEEN
  [ "$names" = "$wanted" ] && [ "$(stat_field "$checkpointer" 3)" = S ] || return 1
  case $(sql -c "select wait_event from pg_stat_activity where backend_type = 'checkpointer'") in
    CheckpointerMain | CheckpointWriteDelay) ;;
    *) return 1 ;;
  esac
}
until taken; do sleep 0.02; done
