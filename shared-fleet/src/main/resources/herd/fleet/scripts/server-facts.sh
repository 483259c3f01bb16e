# READ ONLY. One pass over everything the outside may know of this server.
echo "boot_id=${HERD_BOOT_ID:-$(cat /proc/sys/kernel/random/boot_id)}"
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
if [ -n "${HERD_MEMORY_MB:-}" ]; then
  echo "memory_bytes=$((HERD_MEMORY_MB * 1048576))"
else
  awk '/^MemTotal:/ { printf "memory_bytes=%d\n", $2 * 1024 }' /proc/meminfo
fi
awk '/^MemAvailable:/ { printf "memory_available_bytes=%d\n", $2 * 1024 }' /proc/meminfo
echo "load=$(cut -d' ' -f1 /proc/loadavg)"
if pid=$(postmaster); then
  echo "postmaster_pid=$pid"
  echo "postmaster_status=$(postmaster_status)"
fi
if [ -d "$DATA" ]; then
  "$PGBIN/pg_controldata" "$DATA" 2>/dev/null |
    sed -n 's/^Database system identifier: */system_identifier=/p; s/^Database cluster state: */cluster_state=/p'
fi
[ -x "$PGBIN/postgres" ] && echo "postgres_version=$("$PGBIN/postgres" --version | sed 's/^[^0-9]*//; s/ .*//')"
exit 0
