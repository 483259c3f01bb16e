# Words for detached steps.
run=$ROOT/runs/$NAME

run_is_alive() {
  [ -s "$run/group" ] && read -r group born <"$run/group" && [ "$(stat_field "$group" 22)" = "$born" ]
}

# running, ended (with its exit code), lost (a reboot or a kill took it), none.
run_report() {
  if [ -s "$run/exit" ]; then
    echo "state=ended"
    echo "exit=$(cat "$run/exit")"
  elif run_is_alive; then
    echo "state=running"
  elif [ -s "$run/exit" ]; then # it ended between the two looks
    echo "state=ended"
    echo "exit=$(cat "$run/exit")"
  elif [ -d "$run" ]; then
    echo "state=lost"
  else
    echo "state=none"
  fi
  [ ! -e "$run/output" ] || echo "output=$(tail -c 4000 "$run/output" | base64 -w 0)"
}
