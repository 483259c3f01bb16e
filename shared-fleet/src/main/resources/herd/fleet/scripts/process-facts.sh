# READ ONLY, and quick: is there any life of this cluster on this server?
echo "boot_id=$(boot_id)"
if pid=$(postmaster); then
  echo "postmaster_pid=$pid"
  echo "postmaster_status=$(postmaster_status)"
fi
echo "processes=$(cluster_processes | wc -l)"
[ ! -d "$DATA" ] || echo "data=yes"
[ ! -e "$DATA/standby.signal" ] || echo "standby_signal=yes"
