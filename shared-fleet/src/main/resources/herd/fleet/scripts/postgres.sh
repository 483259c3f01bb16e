# Starting and stopping this server's cluster. Only acts do it, under the server's fence (SAFETY 10).
cluster_is_gone() { [ -z "$(cluster_processes)" ]; }

# Fast, then immediate, then -9; true only when no process of the cluster is left.
stop_postgres() {
  if pid=$(postmaster); then
    kill -INT "$pid" 2>/dev/null
    kill -CONT "$pid" 2>/dev/null
    wait_tenths $((STOP_SECONDS * 10)) cluster_is_gone && return 0
    kill -QUIT "$pid" 2>/dev/null
    wait_tenths 50 cluster_is_gone && return 0
  fi
  left=$(cluster_processes)
  [ -z "$left" ] || kill -KILL $left 2>/dev/null
  wait_tenths 50 cluster_is_gone || die 1 "processes of $DATA do not die:" $(cluster_processes)
}

has_decided() { [ "$(postmaster_status)" = ready ] || ! kill -0 "$started" 2>/dev/null; }

# Prints state=ready, or state=starting when recovery takes longer than we wait.
start_postgres() {
  if postmaster >/dev/null; then
    wait_tenths $((START_SECONDS * 10)) [ "$(postmaster_status)" = ready ]
    echo "state=$(postmaster_status)"
    return 0
  fi
  left=$(cluster_processes)
  [ -z "$left" ] || kill -KILL $left 2>/dev/null
  wait_tenths 50 cluster_is_gone || die 1 "backends of a dead postmaster do not die:" $(cluster_processes)
  # It names no living postmaster of this cluster, but its pid may be another process's by now.
  rm -f "$DATA/postmaster.pid" "$RUN"/.s.PGSQL.*
  mkdir -p "$RUN" "$ROOT/log"
  # A session of its own, and none of this script's files: neither its locks nor its output.
  (exec setsid "$PGBIN/postgres" -D "$DATA" -c "config_file=$CONF/postgresql.conf" \
    </dev/null >>"$ROOT/log/start.log" 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) </dev/null >/dev/null 2>&1 &
  started=$!
  wait_tenths $((START_SECONDS * 10)) has_decided
  kill -0 "$started" 2>/dev/null ||
    die 1 "Postgres did not start: $(tail -n 3 "$ROOT/log/start.log" | tr '\n' ' ')"
  echo "state=$(postmaster_status)"
}
