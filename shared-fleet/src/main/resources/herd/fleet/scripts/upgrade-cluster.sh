# Makes a standby's cluster one of a newer major version, in its place, and does not start it for anybody. Its leader was
# stopped in order, and stays as it was: until this one is started as a leader, that one is the way back. While
# $ROOT/rewinding exists nothing else starts the cluster here. SYSTEM: its identifier so far; UNTIL: the leader's last
# checkpoint, which must be here.
marker=$ROOT/rewinding work=$ROOT/upgrade new=$ROOT/data.new log=$ROOT/log/upgrade.log
report_upgraded() {
  report_cluster
  report_control
}
[ -d "$DATA" ] || die 76 "there is no cluster in $DATA"
if [ "$(cat "$DATA/PG_VERSION")" = "$MAJOR" ] && [ ! -e "$marker" ]; then
  report_upgraded # a step before this one has done it
  exit 0
fi
identify
[ ! -e "$marker" ] || die 76 "an upgrade of $DATA was interrupted"
old=$PGBIN
use_major
for program in pg_upgrade pg_ctl pg_dumpall pg_restore psql; do
  [ -x "$PGBIN/$program" ] || die 76 "$PGBIN has no $program"
done

stop_postgres
echo upgrading >"$marker" && sync "$marker" "$ROOT" || die 73 "cannot write $marker"
clear_upstream
rm -rf "$work" "$new" "$DATA/standby.signal" "$DATA/postmaster.pid"
mkdir "$work" && : >"$log" || die 73 "cannot make $work"
# From here on it is the new version's configuration; what the plan says stays.
write_configuration
make_cluster "$new"
"$PGBIN/postgres" -D "$new" -c "config_file=$CONF/postgresql.conf" -C max_connections >/dev/null 2>"$log" ||
  die 76 "PostgreSQL $MAJOR refuses the configuration: $(head -n 3 "$log" | tr '\n' ' ')"

# Both clusters run by turns with nothing but a socket, whose path must be short. All is synced at the end.
socket=$(mktemp -d) || die 73 "cannot make a folder for a socket"
trap 'rm -rf "$socket"' EXIT
cat >"$work/postgresql.conf" <<TEXT
hba_file = '$CONF/pg_hba.conf'
ident_file = '$CONF/pg_ident.conf'
max_locks_per_transaction = 1024
fsync = off
autovacuum = off
TEXT
cd "$work" || exit 73
options='-c config_file=postgresql.conf'

"$old/pg_ctl" start -D "$DATA" -w -t 600 -l "$log" >/dev/null \
  -o "$options -c listen_addresses='' -c unix_socket_directories=$socket -c unix_socket_permissions=0700 -p 50432" ||
  die 1 "the copy in $DATA did not start: $(tail -n 3 "$log" | tr '\n' ' ')"
own() {
  PGOPTIONS='-c client_min_messages=error' "$old/psql" -XqAt1 -v ON_ERROR_STOP=1 -h "$socket" -p 50432 -U postgres -d "$@" \
    </dev/null 2>"$work/refusal"
}
# Its recovery ended with a checkpoint, after everything it had of its leader.
end=$(own postgres -c 'select checkpoint_lsn from pg_control_checkpoint()')
# What Herd keeps in a database goes before, and is made anew after: pg_dump takes it for built in, and leaves half of it.
# Should anything of the customer's stand on it, that is an error which says so.
kept=
for database in $(own postgres -c "select datname from pg_database where datallowconn"); do
  [ -n "$(own "$database" -c "select 1 from pg_namespace where nspname = '_heroku'")" ] || continue
  own "$database" -c 'alter extension plpgsql drop schema _heroku' -c 'drop extension pg_stat_statements' -c 'drop schema _heroku' ||
    break
  kept="$kept $database"
done
"$old/pg_ctl" stop -D "$DATA" -m fast -w -t 600 >/dev/null || die 1 "the copy in $DATA did not stop: $(tail -n 3 "$log" | tr '\n' ' ')"
[ ! -s "$work/refusal" ] || die 76 "what Herd keeps in it could not be removed: $(tr '\n' ' ' <"$work/refusal")"
next_oid() { "$PGBIN/pg_controldata" "$new" | sed -n 's/^Latest checkpoint.s NextOID: *//p'; }
first_oid=$(next_oid)
bytes() { echo $((0x${1%/*} << 32 | 0x${1#*/})); }
[ "$(bytes "$end")" -gt "$(bytes "$UNTIL")" ] || die 76 "it lacks what its leader wrote last: it ends before $UNTIL"

"$PGBIN/pg_upgrade" --link -U postgres --socketdir="$socket" -b "$old" -B "$PGBIN" -d "$DATA" -D "$new" \
  -o "$options" -O "$options" >"$log" 2>&1 || {
  # What it found wrong stands in files that go with the copy.
  wrong=$(sed -n '/fatal$/,/^A list of/p' "$log" | grep -v '^A list of')
  [ -n "$wrong" ] || wrong=$(find "$work" "$new" -name 'pg_upgrade*.log' -exec grep -h 'ERROR: ' {} + | head -n 4)
  found=$(find "$work" "$new" -name '*.txt' -path '*upgrade*' -exec cat {} + | head -n 10 | cut -c -300)
  die 76 "pg_upgrade says:" ${wrong:-$(tail -n 4 "$log")} $found
}
rm -f "$new/postgresql.conf" "$new/pg_hba.conf" "$new/pg_ident.conf"
oid=$(next_oid)
"$PGBIN/pg_resetwal" -D "$new" -o "$first_oid" >>"$log" 2>&1 || die 1 "pg_resetwal failed: $(tail -n 3 "$log" | tr '\n' ' ')"
for database in $kept; do make_heroku "$database" || exit $?; done
"$PGBIN/pg_resetwal" -D "$new" -o "$oid" >>"$log" 2>&1 || die 1 "pg_resetwal failed: $(tail -n 3 "$log" | tr '\n' ' ')"
: >"$new/standby.signal" # it is started as a leader, or not at all
cd "$ROOT" && sync -f "$new"
mv "$DATA" "$ROOT/data.old" && mv "$new" "$DATA" && rm -f "$marker" && sync "$ROOT" || die 73 "cannot put $new in its place"
rm -rf "$ROOT/data.old" "$work"
report_upgraded
