# SETTINGS becomes conf/plan.conf, unless a start with it would fail: Postgres reads it in the place of the old one
# first, as it would at a start.
identify
put "$CONF/plan.next" <<TEXT
$SETTINGS
TEXT
sed "s|^include_if_exists '.*/plan.conf'|include 'plan.next'|" "$CONF/postgresql.conf" >"$CONF/check.conf"
refusal=$("$PGBIN/postgres" -D "$DATA" -c "config_file=$CONF/check.conf" -C max_connections 2>&1 >/dev/null) ||
  die 76 "Postgres refuses these settings: $(printf '%s\n' "$refusal" | head -n 3 | tr '\n' ' ')"
rm -f "$CONF/check.conf"
mv "$CONF/plan.next" "$CONF/plan.conf" && sync "$CONF" || die 73 "cannot write $CONF/plan.conf"
postmaster >/dev/null || exit 0

loaded_at() { sql -c 'select pg_conf_load_time()'; }
before=$(loaded_at) || exit $?
reload
until [ "$(loaded_at)" != "$before" ]; do sleep 0.02; done
sql -c "select 'pending=' || string_agg(name, ' ') from pg_settings where pending_restart"
sql -c "select 'room=' || string_agg(name || ':' || setting, ' ') from pg_settings where name in
  ('max_connections', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction')"
