# Makes sure that a PgBouncer pools DATABASE's connections on POOLER_PORT of a leader. One that runs is told of changes;
# AFRESH=yes ends it first. Standard input: nothing. SERVER_CONNECTIONS: what it may open.
[ -x "$PGBOUNCER" ] || die 76 "pgbouncer is not installed on this server"
postmaster >/dev/null || die 76 "Postgres does not run here"
[ "$(sql -d postgres -c 'select pg_catalog.pg_is_in_recovery()')" = f ] || die 76 "Postgres is no leader here"

# Whoever asks for a pooled session is looked up by a role that may do nothing else. The function is a member of an
# extension: no dump holds it. A copied cluster has all of this already, and nothing is written again.
tenant_sql <<'SQL' || exit 1
select not exists (select from pg_catalog.pg_roles where rolname = 'herd_pooler') as missing \gset
\if :missing
begin;
create role herd_pooler login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit 10;
alter role herd_pooler set search_path = '';
alter role herd_pooler set statement_timeout = '5s';
alter role herd_pooler set default_transaction_read_only = on;
alter role herd_pooler set log_min_error_statement = panic;
commit;
\endif
\connect :"database"
select pg_catalog.to_regprocedure('_heroku.herd_pooled_login(text)') is null as missing \gset
\if :missing
begin;
grant connect on database :"database" to herd_pooler;
create function _heroku.herd_pooled_login(asked text) returns table (login text, verifier text)
  language sql stable security definer set search_path = '' as $$
    select a.rolname::pg_catalog.text, a.rolpassword from pg_catalog.pg_authid a
     where a.rolname = asked and a.rolname ~ '^[abuv][0-9a-f]{32}$' and a.rolcanlogin and not a.rolsuper
       and (a.rolvaliduntil is null or a.rolvaliduntil > pg_catalog.clock_timestamp())
       and pg_catalog.pg_has_role(a.rolname, pg_catalog.current_database(), 'member') $$;
revoke all on function _heroku.herd_pooled_login(text) from public;
grant execute on function _heroku.herd_pooled_login(text) to herd_pooler;
alter extension pg_stat_statements add function _heroku.herd_pooled_login(text);
commit;
\endif
SQL

# The socket's doors. Only the machine's own account reaches it.
if ! grep -q ' herd_pooler ' "$CONF/pg_hba.conf"; then
  loaded_at() { sql -d postgres -c 'select pg_catalog.pg_conf_load_time()'; }
  before=$(loaded_at) || exit $?
  { sed '/ herd_pooler$/d' "$CONF/pg_ident.conf" && echo "herd $(id -un) herd_pooler"; } | put "$CONF/pg_ident.conf"
  {
    cat "$CONF/pg_hba.conf"
    echo "local   all       herd_pooler                  peer map=herd"
    echo "local   postgres  herd_monitor                 scram-sha-256"
    echo "local   samerole  all                          scram-sha-256"
  } | put "$CONF/pg_hba.conf"
  reload
  until [ "$(loaded_at)" != "$before" ]; do sleep 0.02; done
fi

# Clients take a file each, and so does what is opened for them.
files=$(ulimit -H -n)
[ "$files" != unlimited ] && [ "$files" -le 12000 ] || files=12000
ulimit -S -n "$files"
socket=$(cd "$RUN" && ls -d .s.PGSQL.*[0-9] | head -n 1)
[ -s "$CONF/pooler.users" ] || echo "\"herd_pooler\" \"$(openssl rand -hex 32)\"" | put "$CONF/pooler.users"
monitor=$(sql -d postgres -c "select rolpassword from pg_catalog.pg_authid where rolname = 'herd_monitor'") || exit $?
{ sed '/^"herd_monitor"/d' "$CONF/pooler.users" && echo "\"herd_monitor\" \"$monitor\""; } | put "$CONF/pooler.users"
# Only where its function is may unknown names be asked for: elsewhere the client would wait for ever.
put "$CONF/pooler.ini" <<INI
[databases]
$DATABASE = host=/proc/self/cwd port=${socket#.s.PGSQL.} auth_user=herd_pooler
postgres = host=/proc/self/cwd port=${socket#.s.PGSQL.} pool_size=2
[users]
herd_pooler = max_user_connections=4
[pgbouncer]
listen_addr = $LISTEN
listen_port = $POOLER_PORT
unix_socket_dir =
client_tls_sslmode = require
client_tls_key_file = $CONF/server.key
client_tls_cert_file = $CONF/server.crt
# Nobody is asked for a certificate, yet it reads authorities, and not every machine has the system's.
client_tls_ca_file = $CONF/server.crt
auth_type = scram-sha-256
auth_file = $CONF/pooler.users
auth_query = select login, verifier from _heroku.herd_pooled_login(\$1)
pool_mode = transaction
default_pool_size = $SERVER_CONNECTIONS
max_db_connections = $SERVER_CONNECTIONS
max_client_conn = $((files * 5 / 6))
server_login_retry = 1
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
log_stats = 0
INI

listens() {
  grep -q ": [0-9A-F]*:$(printf %04X "$POOLER_PORT") [0-9A-F]*:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
has_decided() { listens || ! kill -0 "$started" 2>/dev/null; }

if [ "$AFRESH" = yes ]; then
  stop_pooler
  wait_tenths 50 pooler_is_gone || die 1 "the old pgbouncer does not end"
fi
if pooler_is_gone; then
  # A session of its own, and none of this script's files: neither its locks nor its output.
  (cd "$RUN" && exec setsid "$PGBOUNCER" "$CONF/pooler.ini" \
    </dev/null >>"$ROOT/log/pooler.log" 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) </dev/null >/dev/null 2>&1 &
  started=$!
  wait_tenths 100 has_decided
  kill -0 "$started" 2>/dev/null && listens ||
    die 1 "pgbouncer did not start: $(tail -n 3 "$ROOT/log/pooler.log" | tr '\n' ' ')"
else
  pooler_processes | xargs -r kill -HUP
fi
echo "port=$POOLER_PORT"
