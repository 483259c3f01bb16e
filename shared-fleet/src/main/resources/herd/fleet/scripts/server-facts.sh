# READ ONLY, but for one sector that is written and synced: one pass over everything the outside may know of this server.
#
# Does its volume take a write? Asked in the background, for who writes to a stuck one cannot be ended before it comes back.
dd if=/dev/zero of="$ROOT/volume.look" bs=512 count=1 conv=notrunc,fsync status=none </dev/null >/dev/null 2>&1 &
writer=$!
echo "boot_id=$(boot_id)"
if [ -n "${HERD_BOOTED_AT:-}" ]; then
  echo "uptime_seconds=$(($(date +%s) - HERD_BOOTED_AT))"
else
  echo "uptime_seconds=$(cut -d. -f1 /proc/uptime)"
fi
# A local machine has a stated disk and memory instead of its own; its files count as long as they say they are.
if [ -n "${HERD_DISK_BYTES:-}" ]; then
  echo "disk_used_bytes=$(du -s --apparent-size --block-size=1 "$ROOT" 2>/dev/null | cut -f1)"
  echo "disk_size_bytes=$HERD_DISK_BYTES"
else
  df -P --block-size=1 "$ROOT" | awk 'NR == 2 { print "disk_used_bytes=" $3; print "disk_size_bytes=" $3 + $4 }'
fi
echo "memory_bytes=$(($(memory_mb) * 1048576))"
awk '/^MemAvailable:/ { printf "memory_available_bytes=%d\n", $2 * 1024 }' /proc/meminfo
echo "load=$(cut -d' ' -f1 /proc/loadavg)"
# The highest generation of the control plane that any act has shown here (SAFETY 5).
echo "fence_generation=$(cat "$ROOT"/fence/*.fence 2>/dev/null | awk '{ if ($1 > g) g = $1; if ($3 > g) g = $3 } END { printf "%d", g }')"
if pid=$(postmaster); then
  echo "postmaster_pid=$pid"
  echo "postmaster_status=$(postmaster_status)"
  # The libraries that sort text, as this postmaster has them: indexes are only right under the same (SAFETY 17).
  icu=$(sed -n 's/.*libicui18n\.so\.\([0-9.]*\).*/ icu \1/p' "/proc/$pid/maps" 2>/dev/null | head -n 1)
  echo "collations=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo another libc)$icu"
fi
if [ -d "$DATA" ]; then
  "$PGBIN/pg_controldata" "$DATA" 2>/dev/null |
    sed -n 's/^Database system identifier: */system_identifier=/p; s/^Database cluster state: */cluster_state=/p'
fi
has_written() { ! kill -0 "$writer" 2>/dev/null; }
if wait_tenths 10 has_written; then
  wait "$writer" && echo volume=writes || echo volume=refuses
else
  kill -KILL "$writer" 2>/dev/null
  echo volume=stuck
fi
[ -x "$PGBIN/postgres" ] && echo "postgres_version=$("$PGBIN/postgres" --version | sed 's/^[^0-9]*//; s/ .*//')"
[ -x "$PGBOUNCER" ] && echo pooler=yes || echo pooler=no
exit 0
