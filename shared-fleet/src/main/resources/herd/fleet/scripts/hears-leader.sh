# READ ONLY. Does the leader answer this host? By TLS, so that it never gets far enough to write a line in its log.
timeout "$SECONDS_LIMIT" "$PGBIN/pg_isready" -q -h "$LEADER" -p "$PORT" -U herd_monitor -d postgres -t 30
case $? in
  0 | 1) echo "hears=yes" ;; # it takes logins, or says that it does not
  *) echo "hears=no" ;;
esac
