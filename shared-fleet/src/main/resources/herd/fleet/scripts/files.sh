# Words for the small files in $CONF that say what a server is now: plan.conf, synchronous.conf, upstream.conf.

# Standard input becomes the file: whole or not at all, whatever crashes.
put() {
  cat >"$1.new" && sync "$1.new" && mv "$1.new" "$1" || die 73 "cannot write $1"
}

# What rewinds kept a week ago. Its commits were counted at once.
remove_old_wal() { find "$ROOT/kept-wal" -mindepth 1 -maxdepth 1 -mtime +6 -exec rm -rf {} + 2>/dev/null; }

reload() { ! pid=$(postmaster) || kill -HUP "$pid"; }

# Where a standby streams from. The certificate is the only one trusted, so verify-ca is a pin. The password is in a
# file of its own: once that is gone, a receiver that is just being started cannot log in any more.
upstream_conninfo() {
  echo "host=$UPSTREAM_HOST port=$UPSTREAM_PORT user=herd_replication passfile='$CONF/upstream.pass'" \
    "sslmode=verify-ca sslrootcert='$CONF/upstream.crt' channel_binding=require connect_timeout=5" \
    "keepalives_idle=2 keepalives_interval=1 keepalives_count=3 tcp_user_timeout=5000 application_name=$UPSTREAM_NAME"
}

# Expects PASSWORD. In its first part nothing that runs is changed yet.
write_upstream_files() {
  put "$CONF/upstream.crt" <<TEXT
$UPSTREAM_CERTIFICATE
TEXT
  put "$CONF/upstream.pass" <<TEXT
*:*:*:herd_replication:$(printf '%s\n' "$PASSWORD" | sed 's/[\\:]/\\&/g')
TEXT
}
write_upstream() {
  write_upstream_files
  put "$CONF/upstream.conf" <<TEXT
primary_conninfo = '$(upstream_conninfo | sed "s/'/''/g")'
primary_slot_name = '$UPSTREAM_SLOT'
TEXT
  sync "$CONF"
}

clear_upstream() {
  rm -f "$CONF/upstream.pass"
  [ ! -s "$CONF/upstream.conf" ] || put "$CONF/upstream.conf" </dev/null
}

clear_synchronous() { [ ! -s "$CONF/synchronous.conf" ] || put "$CONF/synchronous.conf" </dev/null; }
