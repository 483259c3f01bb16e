# Copies the upstream's cluster to this server and makes a standby of it, which is not started. Everything is made
# beside its place; the rename at the end is what makes it exist. Standard input: the replication role's password.
read -r PASSWORD
REPLICATION=yes
[ ! -e "$DATA" ] || die 76 "there is a cluster in $DATA already"
cluster_processes | grep -q . && die 76 "processes of an earlier cluster still run in $DATA"
new=$ROOT/data.new
rm -rf "$new" "$ROOT/rewinding"
mkdir -p "$CONF" "$RUN" "$ROOT/log" || die 73 "cannot make folders in $ROOT"
use_major
make_certificate
write_configuration
write_upstream_files

"$PGBIN/pg_basebackup" -D "$new" -d "$(upstream_conninfo)" -X stream -S "$UPSTREAM_SLOT" -c fast --no-password --no-sync \
  >"$ROOT/log/basebackup.log" 2>&1 || die 1 "the base backup failed: $(tail -n 3 "$ROOT/log/basebackup.log" | tr '\n' ' ')"
[ "$(system_identifier "$new")" = "$SYSTEM" ] ||
  die 76 "the upstream has another system identifier than $SYSTEM: $(system_identifier "$new")"

write_upstream
: >"$new/standby.signal"
sync -f "$new"
mv "$new" "$DATA" || exit 1
sync "$ROOT"
report_cluster
