# Words for what stands in $CONF: certificate and configuration of a server, whether its cluster is made or copied. All
# of it is outside the data folder, so that a rewind or a base backup never brings another server's (SAFETY 14).
# REPLICATION: yes where standbys may be.
version() { "$PGBIN/postgres" --version | sed 's/^[^0-9]*//; s/ .*//'; }

# For a cluster that is to be made. HERD_POSTGRES_BIN may be of the version already, whatever its folder is called.
use_major() {
  [ -z "${MAJOR:-}" ] || [ "$(version | sed 's/[^0-9].*//')" = "$MAJOR" ] || use_postgres "$MAJOR" ||
    die 76 "PostgreSQL $MAJOR is not installed here"
}

make_cluster() { # in FOLDER
  "$PGBIN/initdb" -D "$1" -U postgres -A reject -E UTF8 --locale=C.UTF-8 --data-checksums \
    --no-sync >"$ROOT/log/initdb.log" 2>&1 ||
    die 1 "initdb failed: $(tail -n 3 "$ROOT/log/initdb.log" | tr '\n' ' ')"
  rm -f "$1/postgresql.conf" "$1/pg_hba.conf" "$1/pg_ident.conf"
}

# Statements from standard input in one database of the stopped cluster in $new. What is made so while its next OID is
# below 16384 is taken for built in by pg_dump.
single() {
  "$PGBIN/postgres" --single -D "$new" -j -F -c "config_file=$CONF/postgresql.conf" -c "data_directory=$new" \
    -c logging_collector=off -c log_min_messages=error -c log_min_error_statement=panic \
    "$1" >"$ROOT/log/single.log" 2>&1 || die 1 "single-user Postgres failed: $(tail -n 3 "$ROOT/log/single.log" | tr '\n' ' ')"
  grep -E 'ERROR|FATAL|PANIC' "$ROOT/log/single.log" >&2 && die 1 "the first statements in $1 failed"
  return 0
}

# What Herd keeps in a customer's database (template.sql).
make_heroku() { # in DATABASE
  printf '%s\n' "$SQL_TEMPLATE" | sed "s/@EXTENSIONS@/$EXTENSIONS/" | single "$1"
}

# What a caller is told of the cluster.
report_cluster() {
  echo "system_identifier=$(system_identifier "$DATA")"
  echo "certificate=$(base64 -w 0 <"$CONF/server.crt")"
  echo "version=$(version)"
}

make_certificate() {
  [ -s "$CONF/server.crt" ] || {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$CERTIFICATE_NAME" \
      -addext "subjectAltName=$CERTIFICATE_NAMES" -keyout "$CONF/server.key" -out "$CONF/server.crt.new" 2>"$ROOT/log/openssl.log" ||
      die 1 "openssl failed: $(tail -n 2 "$ROOT/log/openssl.log" | tr '\n' ' ')"
    mv "$CONF/server.crt.new" "$CONF/server.crt"
  }
}

# A peer's silence is told in seconds (SAFETY 12). A receiver that found nobody soon tries again: until it is back, no
# commit of a restarted leader is acknowledged.
replication_settings() {
  [ "$(version | sed 's/[^0-9].*//')" -lt 14 ] || echo "client_connection_check_interval = 5s"
  [ "$REPLICATION" != yes ] || cat <<SETTINGS
max_wal_senders = 10
max_replication_slots = 10
wal_keep_size = 128MB
wal_sender_timeout = 4s
wal_receiver_timeout = 4s
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
SETTINGS
}

# A standby streams as herd_replication, and a rewind reads files as the same role in the database postgres.
replication_doors() {
  [ "$REPLICATION" != yes ] || cat <<DOORS
hostssl replication herd_replication all       scram-sha-256
hostssl postgres  herd_replication all         scram-sha-256
DOORS
}

write_configuration() {
  rm -f "$CONF/synchronous.conf" "$CONF/upstream.conf" "$CONF/upstream.pass"
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
$(replication_settings)
# What a server is told later, each in a file of its own.
include_if_exists '$CONF/plan.conf'
include_if_exists '$CONF/synchronous.conf'
include_if_exists '$CONF/upstream.conf'
CONF
  # Nobody but the machine's own account is superuser, by the socket; everybody else by TLS and SCRAM, and
  # only into the database that has the name of a role of theirs. A limit per line: what matches none is refused.
  cat >"$CONF/pg_hba.conf" <<HBA
local   all       postgres                     peer map=herd
hostssl all       herd_monitor  all            scram-sha-256
$(replication_doors)
hostssl samerole  all           all            scram-sha-256
HBA
  echo "herd $(id -un) postgres" >"$CONF/pg_ident.conf"
}
