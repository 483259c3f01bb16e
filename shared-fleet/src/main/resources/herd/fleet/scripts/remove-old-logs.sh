# Logs can be made again; a full disk cannot be argued with. Today's is kept.
used() { du -skc "$ROOT/log" "$ROOT/kept-wal" 2>/dev/null | awk 'END { print $1 + 0 }'; }
before=$(used)
find "$ROOT/log" -type f -name '*.log' -mmin +1440 -delete
remove_old_wal
echo "freed_kb=$((before - $(used)))"
