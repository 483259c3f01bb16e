# Makes the one cluster of this server, and does not start it. Everything is made beside its place; the
# rename at the end is what makes it exist. Standard input: the monitor's SCRAM verifier.
read -r MONITOR_VERIFIER
report() {
  echo "system_identifier=$(system_identifier "$DATA")"
  echo "certificate=$(base64 -w 0 <"$CONF/server.crt")"
  echo "version=$("$PGBIN/postgres" --version | sed 's/^[^0-9]*//; s/ .*//')"
}
if [ -d "$DATA" ]; then
  report
  exit 0
fi
cluster_processes | grep -q . && die 76 "processes of an earlier cluster still run in $DATA"
new=$ROOT/data.new
rm -rf "$new"
mkdir -p "$CONF" "$RUN" "$ROOT/log" || die 73 "cannot make folders in $ROOT"

"$PGBIN/initdb" -D "$new" -U postgres -A reject -E UTF8 --locale=C.UTF-8 --data-checksums \
  --no-instructions --no-sync >"$ROOT/log/initdb.log" 2>&1 ||
  die 1 "initdb failed: $(tail -n 3 "$ROOT/log/initdb.log" | tr '\n' ' ')"

[ -s "$CONF/server.crt" ] || {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$CERTIFICATE_NAME" \
    -addext "subjectAltName=$CERTIFICATE_NAMES" -keyout "$CONF/server.key" -out "$CONF/server.crt.new" 2>"$ROOT/log/openssl.log" ||
    die 1 "openssl failed: $(tail -n 2 "$ROOT/log/openssl.log" | tr '\n' ' ')"
  mv "$CONF/server.crt.new" "$CONF/server.crt"
}

# Outside the data folder, so that a rewind or a base backup never brings another server's (SAFETY 14).
rm -f "$new/postgresql.conf" "$new/pg_hba.conf" "$new/pg_ident.conf"
cat >"$CONF/postgresql.conf" <<CONF
data_directory = '$DATA'
hba_file = '$CONF/pg_hba.conf'
ident_file = '$CONF/pg_ident.conf'
listen_addresses = '$LISTEN'
port = $PORT
# From the data folder: the whole path may be too long for a socket.
unix_socket_directories = '../run'
unix_socket_permissions = 0700
ssl = on
ssl_cert_file = '$CONF/server.crt'
ssl_key_file = '$CONF/server.key'
ssl_min_protocol_version = 'TLSv1.2'
password_encryption = 'scram-sha-256'
authentication_timeout = 10s
max_connections = $MAX_CONNECTIONS
superuser_reserved_connections = $RESERVED_CONNECTIONS
max_prepared_transactions = 0
max_locks_per_transaction = 256
tcp_keepalives_idle = 60
client_connection_check_interval = 5s
shared_buffers = ${SHARED_BUFFERS_MB}MB
effective_cache_size = ${CACHE_MB}MB
maintenance_work_mem = ${MAINTENANCE_MB}MB
work_mem = 4MB
wal_level = replica
max_wal_senders = 5
max_replication_slots = 5
max_slot_wal_keep_size = 1GB
min_wal_size = 80MB
max_wal_size = 512MB
checkpoint_completion_target = 0.9
wal_log_hints = off
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.max = 5000
logging_collector = on
log_directory = '$ROOT/log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_size = 0
log_line_prefix = '%m [%p] %q%u@%d '
log_statement = 'none'
log_min_duration_statement = -1
extwlist.extensions = '$EXTENSIONS'
rds.allowed_extensions = '$EXTENSIONS'
CONF
# Nobody but the machine's own account is superuser, by the socket; everybody else by TLS and SCRAM, and
# only into the database that has the name of a role of theirs. A limit per line: what matches none is refused.
cat >"$CONF/pg_hba.conf" <<HBA
local   all       postgres                     peer map=herd
hostssl all       herd_monitor  all            scram-sha-256
hostssl samerole  all           all            scram-sha-256
HBA
echo "herd $(id -un) postgres" >"$CONF/pg_ident.conf"

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
} | single postgres || exit $?
printf '%s\n' "$SQL_TEMPLATE" | sed "s/@EXTENSIONS@/$EXTENSIONS/" | single herd_template || exit $?

sync -f "$new"
mv "$new" "$DATA" || exit 1
sync "$ROOT"
report
