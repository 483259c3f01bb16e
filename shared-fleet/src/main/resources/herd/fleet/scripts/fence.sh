# The server checks the token (SAFETY 1). CLAIMS: subject:generation:number:x or :s, in the order of their
# subjects. For each: lock fence/SUBJECT, refuse a token lower than the file's, store a higher one, synced,
# and hold the lock to the end of the script.
#
# The file has one line: the highest exclusive token, the highest shared one. A shared claim is checked
# against the first only, for shared holders work side by side in no order; it is stored apart, so that an
# exclusive holder whose time was over before it still finds itself refused.
#
# Whoever waits here with a higher token than the lock's holder has proof that the holder's lease is over:
# tokens rise only when leases change hands. It gives the holder two seconds to finish, then ends it with
# its whole process group, and the statements it left running in Postgres. So a script that was frozen
# between its check and its act never acts after its successor.
FENCE=$ROOT/fence
[ -d "$FENCE" ] || mkdir -p "$FENCE" || die 73 "cannot make $FENCE"
GROUP=$(stat_field $$ 5)
BORN=$(stat_field "$GROUP" 22)
trap 'rm -f "$FENCE"/*.holder."$GROUP"' EXIT

lower() { [ "$1" -lt "$3" ] || { [ "$1" -eq "$3" ] && [ "$2" -lt "$4" ]; }; }

fence_read() {
  xg=0 xn=0 sg=0 sn=0
  if [ -s "$file" ]; then
    read -r xg xn sg sn <"$file" && [ -n "$sn" ] || die 73 "the fence file $file is damaged"
  fi
}

fence_check() {
  fence_read
  if lower "$generation" "$number" "$xg" "$xn"; then
    die 75 "token $generation.$number on $subject is stale: $xg.$xn was here"
  fi
  if [ "$mode" = x ] && lower "$generation" "$number" "$sg" "$sn"; then
    die 75 "token $generation.$number on $subject is stale: $sg.$sn (shared) was here"
  fi
}

# Overwrites in place, always as many bytes within one sector: no crash leaves half of it.
fence_write() {
  printf '%12d %20d %12d %20d\n' "$1" "$2" "$3" "$4" | dd of="$file" conv=notrunc,fsync status=none ||
    die 73 "cannot store the token in $file"
}

fence_store() {
  if [ "$mode" = x ]; then
    lower "$xg" "$xn" "$generation" "$number" || return 0
    fence_write "$generation" "$number" "$sg" "$sn"
  else
    lower "$sg" "$sn" "$generation" "$number" || return 0
    (
      flock -w 5 3 || die 74 "$file is being written for too long"
      fence_read
      if lower "$sg" "$sn" "$generation" "$number"; then
        fence_write "$xg" "$xn" "$generation" "$number"
      fi
    ) 3>>"$file.write" || exit $?
  fi
}

fence_evict() {
  for holder in "$FENCE/$subject".holder.*; do
    [ -e "$holder" ] && read -r hg hn born <"$holder" || continue
    lower "$hg" "$hn" "$generation" "$number" || continue
    group=${holder##*.}
    if [ "$(stat_field "$group" 22)" = "$born" ]; then
      echo "ending process group $group, which holds $subject with the stale token $hg.$hn" >&2
      kill -KILL "-$group" 2>/dev/null
      ls "$RUN"/.s.PGSQL.*[0-9] >/dev/null 2>&1 &&
        sql -c "set statement_timeout = '8s'" -c "select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity where application_name = 'herd-act-$group'" >/dev/null
    fi
    rm -f "$holder"
  done
}

fd=4
for claim in $CLAIMS; do
  IFS=: read -r subject generation number mode <<CLAIM
$claim
CLAIM
  file=$FENCE/$subject.fence
  fence_check
  # Written before the lock is asked for: a holder without a record could not be ended.
  echo "$generation $number $BORN" >"$FENCE/$subject.holder.$GROUP" || die 73 "cannot write in $FENCE"
  eval "exec $fd>>\"\$file\"" || die 73 "cannot write in $FENCE"
  flock "-$mode" -w 2 "$fd" || {
    fence_evict
    flock "-$mode" -w "$PATIENCE" "$fd" || die 74 "$subject is locked by another act"
  }
  fence_check
  fence_store
  fd=$((fd + 1))
done

# A provider's stop leaves no token here. Whoever named the boot that he knew is refused after the next (SAFETY 10).
[ -z "${BOOT:-}" ] || [ "$BOOT" = "$(boot_id)" ] || die 76 "the machine has booted again since the act began"
