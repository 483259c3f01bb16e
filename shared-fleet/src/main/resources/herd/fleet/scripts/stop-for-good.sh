identify
# First: whatever begins from now on begins as a standby, and what began before can be seen below.
: >"$DATA/standby.signal" || die 73 "cannot write $DATA/standby.signal"
now_ms() { echo $(($(date +%s%N) / 1000000)); }
if [ "$GRACE_MS" -gt 0 ] && pid=$(postmaster); then
  deadline=$(($(now_ms) + GRACE_MS))
  kill -INT "$pid" 2>/dev/null
  until cluster_is_gone || [ "$(now_ms)" -ge "$deadline" ]; do sleep 0.02; done
fi
kill_cluster
rm -f "$DATA/postmaster.pid" "$RUN"/.s.PGSQL.*
# The synchronous names stay: should a start that is still on its way make it a leader again, it is a mute one.
clear_upstream
sync "$DATA/standby.signal" "$DATA" "$CONF" || die 1 "cannot sync $DATA/standby.signal"
stop_pooler # it would lead customers here
report_control
