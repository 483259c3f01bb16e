# Words every script may use. POSIX sh, and what a base system has. Expects ROOT: Herd's folder on this
# server. Exit codes: 74 busy, 75 stale token, 76 the precondition does not hold, anything else failed.
set -u
umask 077
export LC_ALL=C.UTF-8
PGBIN=${HERD_POSTGRES_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
PGBOUNCER=${HERD_PGBOUNCER:-/usr/sbin/pgbouncer}
DATA=$ROOT/data CONF=$ROOT/conf RUN=$ROOT/run

# From now on the programs of a major version. Their folder differs from the others' in its last number only, as Debian's
# (/usr/lib/postgresql/15/bin) and the PostgreSQL project's (/usr/pgsql-15/bin) do.
use_postgres() {
  tail=${PGBIN##*[0-9]}
  head=${PGBIN%"$tail"}
  while [ "${head%[0-9]}" != "$head" ]; do head=${head%[0-9]}; done
  [ -x "$head$1$tail/postgres" ] && PGBIN=$head$1$tail
}

# A cluster is served by the programs that made it, whatever was installed since; one that is to be made has the version
# its caller names in MAJOR, else that of HERD_POSTGRES_BIN, else the newest.
if [ -s "$DATA/PG_VERSION" ]; then
  read -r major <"$DATA/PG_VERSION" && use_postgres "$major"
fi

die() {
  code=$1
  shift
  echo "$*" >&2
  exit "$code"
}

boot_id() { echo "${HERD_BOOT_ID:-$(cat /proc/sys/kernel/random/boot_id)}"; }

# A local machine has a stated memory instead of its own.
memory_mb() {
  [ -z "${HERD_MEMORY_MB:-}" ] || { echo "$HERD_MEMORY_MB" && return; }
  awk '/^MemTotal:/ { printf "%d\n", $2 / 1024 }' /proc/meminfo
}

# The field of /proc/PID/stat by its number; a command's name may hold spaces, so count after it.
stat_field() {
  IFS= read -r line 2>/dev/null <"/proc/$1/stat" || return 1
  n=$(($2 - 2))
  set -- ${line##*) }
  eval "echo \"\${$n}\""
}

# The postmaster's pid, when it is alive and this cluster's.
postmaster() {
  [ -s "$DATA/postmaster.pid" ] && read -r pid <"$DATA/postmaster.pid" || return 1
  [ "$(readlink "/proc/$pid/cwd")" = "$DATA" ] && echo "$pid"
}

# ready, starting, standby, stopping … or nothing: the last line of postmaster.pid.
postmaster_status() { sed -n '8s/ *$//p' "$DATA/postmaster.pid" 2>/dev/null; }

# Everything that works in the data folder: a backend outlives a killed postmaster, and never leaves it.
cluster_processes() {
  find /proc/[0-9]*/cwd -maxdepth 0 -printf '%h %l\n' 2>/dev/null | while read -r proc cwd; do
    [ "$cwd" = "$DATA" ] && echo "${proc#/proc/}"
  done
}

# Until a look finds what is wanted, or so many tenths of a second have passed.
wait_tenths() {
  left=$(($1 * 2))
  shift
  until "$@"; do
    [ "$left" -gt 0 ] || return 1
    left=$((left - 1))
    sleep 0.05
  done
}

system_identifier() {
  "$PGBIN/pg_controldata" "$1" 2>/dev/null | sed -n 's/^Database system identifier: *//p'
}

# SAFETY 16: a cluster with another identifier than the expected one refuses every act.
identify() {
  [ -d "$DATA" ] || die 76 "there is no cluster in $DATA"
  [ -z "${SYSTEM:-}" ] || [ "$SYSTEM" = "$(system_identifier "$DATA")" ] ||
    die 76 "the cluster in $DATA has another system identifier than $SYSTEM"
}

# psql as the superuser, by the socket. The path through /proc keeps it short: a socket's may have 107
# characters. What it runs is neither kept in statistics nor logged, whatever a customer has set: it may hold a
# verifier.
sql() (
  cd "$RUN" || exit 1
  socket=$(ls -d .s.PGSQL.*[0-9] 2>/dev/null | head -n 1)
  [ -n "$socket" ] || die 76 "Postgres does not run here"
  PGAPPNAME="herd-act-${GROUP:-0}" PGCONNECT_TIMEOUT=5 \
    PGOPTIONS='-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic -c pg_stat_statements.track=none -c search_path= -c lock_timeout=20s' \
    exec "$PGBIN/psql" -XqAtw -v ON_ERROR_STOP=1 -v VERBOSITY=terse \
    -h /proc/self/cwd -p "${socket#.s.PGSQL.}" -U postgres "$@"
)
