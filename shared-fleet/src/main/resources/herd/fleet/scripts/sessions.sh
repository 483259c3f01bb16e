# Ends tenants' sessions by process ids, or all of them, without a login; prints whose they were. SIGTERM is what
# pg_terminate_backend sends. A backend's title begins with its login: only tenants' are ended (u and v are a database's own
# login and the one it is rotated with, a and b another credential's), whoever else may have the pid by now.
end_sessions() {
  ended=
  for pid in $(cluster_processes); do
    case " $1 " in *" $pid "* | " all ") ;; *) continue ;; esac
    login=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | sed -n 's/^postgres: \([uvab][0-9a-f]\{32\}\) .*/\1/p')
    [ -n "$login" ] && kill -TERM "$pid" 2>/dev/null || continue
    ended="$ended${ended:+ }$login:$pid"
  done
  wait_tenths 50 are_gone || die 1 "asked to end, and not gone after five seconds: $ended"
  echo "ended=${ended:-none}"
}

are_gone() {
  for one in $ended; do
    [ "$(readlink "/proc/${one#*:}/cwd")" != "$DATA" ] || return 1
  done
}
