# A temporary file is named after the process that writes it: pgsql_tmpPID.NUMBER. A full disk may let nobody in to ask.
identify
end_sessions "$(cd "$DATA/base/pgsql_tmp" 2>/dev/null && du -sk pgsql_tmp* 2>/dev/null | awk -v least="$LEAST_KB" '
  { sub(/^pgsql_tmp/, "", $2); kb[$2 + 0] += $1 }
  END { for (pid in kb) if (kb[pid] >= least) printf "%d ", pid }')"
