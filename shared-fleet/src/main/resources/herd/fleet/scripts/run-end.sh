# Ends the step, if it still runs, with all it started in its session, and forgets it.
if run_is_alive; then
  for proc in /proc/[0-9]*; do
    [ "$(stat_field "${proc#/proc/}" 6)" = "$group" ] && kill -KILL "${proc#/proc/}" 2>/dev/null
  done
  run_is_over() { ! run_is_alive || [ "$(stat_field "$group" 3)" = Z ]; }
  wait_tenths 100 run_is_over || die 1 "the step $NAME does not die"
fi
rm -rf "$run"
run_report
