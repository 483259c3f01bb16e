# Ends sessions by the pids in WHICH, or all of them, without a login: while the lock table is full nobody gets one.
# SIGTERM is what pg_terminate_backend sends. A backend's title begins with its login: only tenants' are ended, whoever
# else may have the pid by now.
identify
ended=
for pid in $(cluster_processes); do
  case " $WHICH " in *" $pid "* | " all ") ;; *) continue ;; esac
  login=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | sed -n 's/^postgres: \(u[0-9a-f]\{32\}\) .*/\1/p')
  [ -n "$login" ] && kill -TERM "$pid" 2>/dev/null || continue
  ended="$ended${ended:+ }$login:$pid"
done
gone() {
  for one in $ended; do
    [ "$(readlink "/proc/${one#*:}/cwd")" != "$DATA" ] || return 1
  done
}
wait_tenths 50 gone || die 1 "asked to end, and not gone after five seconds: $ended"
echo "ended=${ended:-none}"
