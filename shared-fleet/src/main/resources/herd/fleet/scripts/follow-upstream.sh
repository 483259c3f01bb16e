# Standard input: the replication role's password.
read -r PASSWORD
identify
# Postgres removes the signal when it becomes a leader, and only then.
[ -e "$DATA/standby.signal" ] || die 76 "$DATA is not a standby's"
write_upstream
reload
# Postgres pauses (from 14 on) when its leader has more room by now, and ends when it is to go on; its next start gives it as
# much.
if postmaster >/dev/null && [ "$(sql -c 'select case when pg_is_in_recovery() then pg_is_wal_replay_paused() end' 2>/dev/null)" = t ]; then
  sql -c 'select pg_wal_replay_resume()' >/dev/null 2>&1 || :
fi
