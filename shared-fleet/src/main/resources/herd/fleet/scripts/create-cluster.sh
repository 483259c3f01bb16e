# Makes the one cluster of this server, and does not start it. Everything is made beside its place; the
# rename at the end is what makes it exist. Standard input: the monitor's SCRAM verifier, and where standbys may
# be the replication role's.
read -r MONITOR_VERIFIER
read -r REPLICATION_VERIFIER || REPLICATION_VERIFIER=
REPLICATION=
[ -z "$REPLICATION_VERIFIER" ] || REPLICATION=yes
if [ -d "$DATA" ]; then
  report_cluster
  exit 0
fi
cluster_processes | grep -q . && die 76 "processes of an earlier cluster still run in $DATA"
new=$ROOT/data.new
rm -rf "$new"
mkdir -p "$CONF" "$RUN" "$ROOT/log" || die 73 "cannot make folders in $ROOT"

"$PGBIN/initdb" -D "$new" -U postgres -A reject -E UTF8 --locale=C.UTF-8 --data-checksums \
  --no-sync >"$ROOT/log/initdb.log" 2>&1 ||
  die 1 "initdb failed: $(tail -n 3 "$ROOT/log/initdb.log" | tr '\n' ' ')"

make_certificate
rm -f "$new/postgresql.conf" "$new/pg_hba.conf" "$new/pg_ident.conf"
write_configuration

single() {
  "$PGBIN/postgres" --single -D "$new" -j -F -c "config_file=$CONF/postgresql.conf" -c "data_directory=$new" \
    -c logging_collector=off -c log_min_messages=error -c log_min_error_statement=panic \
    "$1" >"$ROOT/log/single.log" 2>&1 || die 1 "single-user Postgres failed: $(tail -n 3 "$ROOT/log/single.log" | tr '\n' ' ')"
  grep -E 'ERROR|FATAL|PANIC' "$ROOT/log/single.log" >&2 && die 1 "the first statements in $1 failed"
  return 0
}
{
  printf "create role herd_monitor login nosuperuser connection limit 30 password '%s';\n\n" "$MONITOR_VERIFIER"
  printf '%s\n' "$SQL_SERVER"
  if [ "$REPLICATION" = yes ]; then
    printf "create role herd_replication login replication nosuperuser password '%s';\n\n" "$REPLICATION_VERIFIER"
    printf '%s\n' "$SQL_REPLICATION"
  fi
} | single postgres || exit $?
printf '%s\n' "$SQL_TEMPLATE" | sed "s/@EXTENSIONS@/$EXTENSIONS/" | single herd_template || exit $?

sync -f "$new"
mv "$new" "$DATA" || exit 1
sync "$ROOT"
report_cluster
