# Logs can be made again; a full disk cannot be argued with. Today's is kept.
before=$(du -sk "$ROOT/log" 2>/dev/null | cut -f 1)
find "$ROOT/log" -type f -name '*.log' -mmin +1440 -delete
after=$(du -sk "$ROOT/log" 2>/dev/null | cut -f 1)
echo "freed_kb=$((${before:-0} - ${after:-0}))"
