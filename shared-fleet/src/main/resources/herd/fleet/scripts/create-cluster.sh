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

use_major
make_cluster "$new"
make_certificate
write_configuration

{
  printf "create role herd_monitor login nosuperuser connection limit 30 password '%s';\n\n" "$MONITOR_VERIFIER"
  printf '%s\n' "$SQL_SERVER"
  if [ "$REPLICATION" = yes ]; then
    printf "create role herd_replication login replication nosuperuser password '%s';\n\n" "$REPLICATION_VERIFIER"
    printf '%s\n' "$SQL_REPLICATION"
  fi
} | single postgres || exit $?
make_heroku herd_template || exit $?

sync -f "$new"
mv "$new" "$DATA" || exit 1
sync "$ROOT"
report_cluster
