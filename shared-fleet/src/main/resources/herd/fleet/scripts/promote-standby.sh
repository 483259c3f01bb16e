identify
# The new timeline, and where it leaves the old one, from the history that every promotion writes.
report_history() {
  history=$(ls "$DATA"/pg_wal/*.history 2>/dev/null | sort | tail -n 1)
  [ -n "$history" ] || die 76 "$DATA is a leader that never was a standby"
  name=${history##*/}
  echo "timeline=$((0x${name%.history}))"
  echo "switch=$(awk '$2 ~ "/" { lsn = $2 } END { print lsn }' "$history")"
}
if [ ! -e "$DATA/standby.signal" ] && [ "$(sql -c 'select pg_is_in_recovery()')" = f ]; then
  report_history
  exit 0
fi
clear_synchronous
silence
# Without waiting for it: that one looks ten times a second only.
sql <<'SQL' || exit 1
select pg_promote(false) where pg_is_in_recovery() \g /dev/null
do $$ begin
  while pg_is_in_recovery() loop
    perform pg_sleep(0.005);
  end loop;
end $$;
SQL
report_history
