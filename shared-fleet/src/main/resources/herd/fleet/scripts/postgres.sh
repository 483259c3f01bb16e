# Starting and stopping this server's cluster. Only acts do it, under the server's fence (SAFETY 10).
cluster_is_gone() { [ -z "$(cluster_processes)" ]; }

# What a stopped cluster says of itself: where its WAL ends, if it was shut down in order, and the highest timeline it
# wrote or followed (a promotion's first checkpoint may not have been written).
report_control() {
  "$PGBIN/pg_controldata" "$DATA" | awk -F ': +' '
    /^Database cluster state/ { print "cluster_state=" $2 }
    /^Latest checkpoint location/ { print "checkpoint=" $2 }
    /^Minimum recovery ending location/ { print "recovered_to=" $2 }
    /^Bytes per WAL segment/ { print "segment_bytes=" $2 }
    /^Latest checkpoint.s TimeLineID/ || /^Min recovery ending loc.s timeline/ { if ($2 > timeline) timeline = $2 }
    END { print "timeline=" timeline }'
}

# -9 for every process of the cluster, until two looks in a row find none: what dies may just have forked, and a
# look may have begun before that.
kill_cluster() {
  empty=0 tries=250
  while [ "$empty" -lt 2 ]; do
    processes=$(cluster_processes)
    if [ -z "$processes" ]; then
      empty=$((empty + 1))
      continue
    fi
    empty=0
    [ "$tries" -gt 0 ] || die 1 "processes of $DATA do not die:" $processes
    tries=$((tries - 1))
    kill -KILL $processes 2>/dev/null
    sleep 0.02
  done
}

# Fast, then immediate, then -9; true only when no process of the cluster is left.
stop_postgres() {
  if pid=$(postmaster); then
    kill -INT "$pid" 2>/dev/null
    kill -CONT "$pid" 2>/dev/null
    wait_tenths $((STOP_SECONDS * 10)) cluster_is_gone && return 0
    kill -QUIT "$pid" 2>/dev/null
    wait_tenths 50 cluster_is_gone && return 0
  fi
  kill_cluster
}

# A standby that takes no sessions stays "standby"; one that does becomes "ready".
is_up() {
  case $(postmaster_status) in ready | standby) ;; *) false ;; esac
}

has_decided() { is_up || ! kill -0 "$started" 2>/dev/null; }

# A standby with less room for these than its leader has does not start (the manual, 27.4.5). What its leader had is in
# its control file; once it leads itself, its own configuration counts again from its next start on.
room_of_its_leader() {
  [ -e "$DATA/standby.signal" ] || return 0
  for name in max_connections max_worker_processes max_wal_senders max_prepared_transactions max_locks_per_transaction; do
    # The control file says xact for transaction.
    had=$("$PGBIN/pg_controldata" "$DATA" | sed 's/_xacts setting/_transactions setting/; s/_xact setting/_transaction setting/' |
      sed -n "s/^$name setting: *//p")
    has=$("$PGBIN/postgres" -D "$DATA" -c "config_file=$CONF/postgresql.conf" -C "$name" 2>/dev/null)
    [ "${had:-0}" -le "${has:-0}" ] || echo "-c $name=$had"
  done
}

# What a crash left unwritten is written before anything is replayed: by Postgres's default file by file, a second for every
# few thousand. A filesystem of the server's own, mounted at ROOT, is asked for all of it at once (PostgreSQL 14 on; Linux
# tells of errors then from 5.8 on). One that others use too would write theirs as well.
sync_at_once() {
  [ "$(cat "$DATA/PG_VERSION")" -ge 14 ] && [ "$(stat -c %m "$DATA")" = "$ROOT" ] &&
    [ "$(printf '5.8\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 5.8 ] &&
    echo "-c recovery_init_sync_method=syncfs"
}

# Prints state=ready, state=standby, or state=starting when recovery takes longer than we wait.
start_postgres() {
  [ ! -e "$ROOT/rewinding" ] || die 76 "a rewind of $DATA has not ended"
  if postmaster >/dev/null; then
    wait_tenths $((START_SECONDS * 10)) is_up
    echo "state=$(postmaster_status)"
    return 0
  fi
  kill_cluster
  # It names no living postmaster of this cluster, but its pid may be another process's by now.
  rm -f "$DATA/postmaster.pid" "$RUN"/.s.PGSQL.*
  mkdir -p "$RUN" "$ROOT/log"
  # A session of its own, and none of this script's files: neither its locks nor its output.
  given="$(room_of_its_leader) $(sync_at_once)"
  # A session that asks for more than a quarter of the machine's memory gets an error, and is the only one (SAFETY 18). If all
  # of them together do, the kernel is to end one of them rather than the postmaster.
  (ulimit -d $(($(memory_mb) < 1024 ? 262144 : $(memory_mb) * 256)) &&
    PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=500 exec setsid "$PGBIN/postgres" -D "$DATA" -c "config_file=$CONF/postgresql.conf" $given \
    </dev/null >>"$ROOT/log/start.log" 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) </dev/null >/dev/null 2>&1 &
  started=$!
  wait_tenths $((START_SECONDS * 10)) has_decided
  kill -0 "$started" 2>/dev/null ||
    die 1 "Postgres did not start: $(tail -n 3 "$ROOT/log/start.log" | tr '\n' ' ')"
  echo "state=$(postmaster_status)"
}
