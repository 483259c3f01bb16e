# Starts a long step that outlives this login (SAFETY 2), or adopts the one of that name, whoever started
# it. runs/NAME holds its process group and birth, its output, and its exit code once it has ended.
if [ ! -e "$run/exit" ] && ! run_is_alive; then
  rm -rf "$run"
  mkdir -p "$run" || die 73 "cannot make $run"
  printf '%s\n' "$STEP" >"$run/step.sh"
  cat >"$run/input"
  # It waits for its record: a step nobody could find again never begins.
  (cd "$run" && exec setsid sh -c '
    tries=200
    until [ -s group ]; do
      tries=$((tries - 1))
      [ "$tries" -gt 0 ] || exit 1
      sleep 0.05
    done
    sh ./step.sh <input >output 2>&1
    echo $? >exit.new && rm -f input && sync exit.new && mv exit.new exit' \
    </dev/null >/dev/null 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) </dev/null >/dev/null 2>&1 &
  group=$!
  echo "$group $(stat_field "$group" 22)" >"$run/group.new" && sync "$run/group.new" &&
    mv "$run/group.new" "$run/group" || die 73 "cannot record the step in $run"
fi
run_report
