# Ends the step, if it still runs, with all it started in its session, and forgets it. Looked at again until
# nothing is left: what is being killed may just have started another.
session_is_gone() {
  remaining=
  for proc in /proc/[0-9]*; do
    if [ "$(stat_field "${proc#/proc/}" 6)" = "$group" ] && [ "$(stat_field "${proc#/proc/}" 3)" != Z ]; then
      remaining=yes
      kill -KILL "${proc#/proc/}" 2>/dev/null
    fi
  done
  [ -z "$remaining" ]
}
if run_is_alive; then
  wait_tenths 100 session_is_gone || die 1 "the step $NAME does not die"
fi
rm -rf "$run"
run_report
