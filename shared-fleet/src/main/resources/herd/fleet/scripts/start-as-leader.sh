identify
[ ! -e "$ROOT/rewinding" ] || die 76 "a rewind of $DATA has not ended"
# Stopped for good and nobody promoted: its own data makes it the leader again. What runs as a standby is stopped first.
if [ -e "$DATA/standby.signal" ]; then
  stop_postgres
  rm -f "$DATA/standby.signal" && sync "$DATA" || die 73 "cannot remove $DATA/standby.signal"
fi
start_postgres
