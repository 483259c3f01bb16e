# Makes an old leader that was stopped for good a standby of the new one, in four steps: its own crash recovery, the WAL
# that only it has is kept, its commits are counted and told, pg_rewind. While $ROOT/rewinding exists nothing starts the
# cluster, for the first and the last step take the standby's signal away. Standard input: the replication role's password.
read -r PASSWORD
marker=$ROOT/rewinding
identify
cluster_processes | grep -q . && die 76 "Postgres runs in $DATA"
case $(cat "$marker" 2>/dev/null) in
  rewinding) die 76 "a rewind of $DATA was interrupted while it wrote: only a new base backup helps" ;;
  recovering) ;;
  *) [ -e "$DATA/standby.signal" ] || die 76 "$DATA was not stopped for good" ;;
esac
write_upstream_files
source="$(upstream_conninfo) application_name=herd_rewind"

control() { report_control | sed -n "s/^$1=//p"; }
ask() { "$PGBIN/psql" -XqAtw -F ' ' -v ON_ERROR_STOP=1 -d "$source $1" -c "$2" </dev/null; }

read -r upstream_system upstream_timeline rest <<IDENTITY
$(ask replication=true IDENTIFY_SYSTEM)
IDENTITY
[ -n "$upstream_system" ] || die 1 "the upstream does not answer"
[ "$upstream_system" = "$SYSTEM" ] || die 76 "the upstream has another system identifier than $SYSTEM: $upstream_system"
[ "$(ask dbname=postgres 'select pg_is_in_recovery(), timeline_id from pg_control_checkpoint()')" = "f $upstream_timeline" ] ||
  die 76 "the upstream is no leader, or has written no checkpoint since its promotion"

# Whatever ends well ends here: a standby that was never started, and what there is to know.
report_file=$ROOT/kept-wal/report.$upstream_timeline
finish() {
  rm -rf "$DATA"/pg_replslot/*
  : >"$DATA/standby.signal"
  rm -f "$DATA/postmaster.pid"
  clear_synchronous
  write_upstream
  sync -f "$DATA"
  rm -f "$marker"
  cat "$report_file" 2>/dev/null || printf 'rewound=no\nlost_commits=0\n'
  exit 0
}
timeline=$(control timeline)
[ "$timeline" != "$upstream_timeline" ] || finish

mkdir -p "$ROOT/kept-wal"
remove_old_wal # of earlier failovers
rm -f "$DATA/postmaster.pid"
case $(control cluster_state) in
  "shut down" | "shut down in recovery") ;;
  *)
    echo recovering >"$marker" && sync "$marker" "$ROOT"
    rm -f "$DATA/standby.signal"
    # It keeps all WAL: pg_rewind reads from the last checkpoint that both have.
    "$PGBIN/postgres" --single -F -D "$DATA" -c "config_file=$CONF/postgresql.conf" -c logging_collector=off \
      -c wal_keep_size=1000000 template1 </dev/null >"$ROOT/log/recovery.log" 2>&1
    recovered=$?
    : >"$DATA/standby.signal"
    sync "$DATA/standby.signal" "$DATA" && rm -f "$marker"
    [ "$recovered" -eq 0 ] ||
      die 1 "crash recovery failed: $(tail -n 3 "$ROOT/log/recovery.log" | tr '\n' ' ')"
    ;;
esac

# In numbers: where the timelines part, and where this one ends.
bytes() { echo $((0x${1%/*} << 32 | 0x${1#*/})); }
segment_bytes=$(control segment_bytes)
segment() { # of a position in bytes
  per=$((4294967296 / segment_bytes)) number=$(($1 / segment_bytes))
  printf '%08X%08X%08X' "$timeline" $((number / per)) $((number % per))
}
end=$(control checkpoint)
[ "$(control cluster_state)" = "shut down" ] || end=$(control recovered_to)
history=$(ask replication=true "TIMELINE_HISTORY $upstream_timeline") || die 1 "the upstream does not tell its history"
fork=$(printf '%s\n' "$history" | sed '1s/^[^ ]* //' | awk -v of="$timeline" '$1 == of && $2 ~ "/" { print $2 }')
# What looks commit (see Look) is no loss: transactions with nothing but an empty message of ours, which may stand before
# the fork. So it is read from the beginning of the fork's segment.
count_commits() {
  from=${fork%/*}/$(printf '%X' $((0x${fork#*/} / segment_bytes * segment_bytes)))
  {
    "$PGBIN/pg_waldump" -p "$DATA/pg_wal" -t "$timeline" -s "$from" -e "$end" 2>"$ROOT/log/waldump.log" || echo FAILED
  } | awk -v fork="$(bytes "$fork")" '
    function number(hex,  i, n) {
      for (i = 1; i <= length(hex); i++) n = n * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1
      return n + 0
    }
    function position(  lsn) {
      match($0, /lsn: [0-9A-F]+\/[0-9A-F]+/)
      split(substr($0, RSTART + 5, RLENGTH - 5), lsn, "/")
      return number(lsn[1]) * 4294967296 + number(lsn[2])
    }
    /^FAILED/ { failed = 1 }
    !match($0, /tx: +[0-9]+/) { next }
    { transaction = substr($0, RSTART + 3, RLENGTH - 3) + 0 }
    /^rmgr: Transaction/ {
      if (/desc: COMMIT/ && position() >= fork + 0 && (!(transaction in looks) || transaction in writes)) commits++
      if (/desc: (COMMIT|ABORT)/) { delete looks[transaction]; delete writes[transaction] }
      next
    }
    /^rmgr: LogicalMessage/ && /prefix "herd"; payload \(0 bytes\)|message size 0 bytes/ { looks[transaction] = 1; next }
    { writes[transaction] = 1 }
    END { if (failed) exit 1; print commits + 0 }
  '
}
if [ -z "$fork" ]; then
  lost=unknown # the timelines part before this one began
elif [ "$(bytes "$end")" -le "$(bytes "$fork")" ]; then
  lost=0
else
  lost=$(count_commits) || lost=unknown
  last=$(segment "$(bytes "$end")") kept=$ROOT/kept-wal/$timeline
  rm -rf "$kept"
  mkdir -p "$kept"
  position=$(bytes "$fork")
  while name=$(segment "$position") && [ -e "$DATA/pg_wal/$name" ]; do
    cp -p "$DATA/pg_wal/$name" "$kept/" || die 1 "cannot keep $name in $kept"
    [ "$name" != "$last" ] || break
    position=$((position + segment_bytes))
  done
  sync -f "$kept"
fi
# At once, and before anything is written over: a rewind that fails, or its server that is lost, takes no number along.
report() { printf 'rewound=%s\nlost_commits=%s\n' "$1" "$lost" | tee "$report_file"; }
report no
sync "$report_file" "$ROOT/kept-wal"

rewind() {
  "$PGBIN/pg_rewind" -D "$DATA" --source-server="$source dbname=postgres" --no-ensure-shutdown --no-sync "$@" \
    >"$ROOT/log/rewind.log" 2>&1 || die 1 "pg_rewind failed: $(tail -n 3 "$ROOT/log/rewind.log" | tr '\n' ' ')"
}
# What can be told without writing is told before: then it may be tried again.
rewind --dry-run
echo rewinding >"$marker" && sync "$marker" "$ROOT"
rewind
grep -q 'no rewind required' "$ROOT/log/rewind.log" || report yes
finish
