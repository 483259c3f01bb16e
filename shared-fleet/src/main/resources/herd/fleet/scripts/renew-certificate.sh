# A new certificate over the key that is there, so that no crash leaves one without the other; shown to whoever connects from
# now on. Sessions that are open go on.
identify
openssl req -x509 -new -key "$CONF/server.key" -days 3650 -subj "/CN=$CERTIFICATE_NAME" \
  -addext "subjectAltName=$CERTIFICATE_NAMES" -out "$CONF/server.crt.new" 2>"$ROOT/log/openssl.log" ||
  die 1 "openssl failed: $(tail -n 2 "$ROOT/log/openssl.log" | tr '\n' ' ')"
sync "$CONF/server.crt.new" && mv "$CONF/server.crt.new" "$CONF/server.crt" && sync "$CONF" ||
  die 73 "cannot write $CONF/server.crt"
! pid=$(postmaster) || kill -HUP "$pid"
pooler_processes | xargs -r kill -HUP
report_cluster
