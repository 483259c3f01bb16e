# Words for the connection pooler of a server. It works in $RUN, where a socket's path is short.
pooler_processes() {
  find /proc/[0-9]*/cwd -maxdepth 0 -printf '%h %l\n' 2>/dev/null | while read -r proc cwd; do
    [ "$cwd" = "$RUN" ] && [ "$(cat "$proc/comm" 2>/dev/null)" = pgbouncer ] && echo "${proc#/proc/}"
  done
}

pooler_is_gone() { [ -z "$(pooler_processes)" ]; }

# At once: it holds nothing that would be lost.
stop_pooler() { pooler_processes | xargs -r kill -KILL 2>/dev/null; }
