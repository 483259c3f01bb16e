# What Herd needs on a machine: how it is found, and how it is installed where that is possible.
# Sourced by ./herd; POSIX sh. Each need_… leaves what it found in the environment, or notes what is
# lacking; all_there then says all of it at once, with the commands for root, and exits with 69 (EX_UNAVAILABLE).

jar_of() { echo "$HERD_ROOT/$1/target/$1.jar"; }

say() { echo "herd: $*" >&2; }
give_up() { say "$*"; exit 69; }

lacking=
for_root=

# lacks WHAT [COMMAND]: what is lacking, and what root may do about it.
lacks() {
  lacking="$lacking
  $1"
  [ -z "${2:-}" ] || for_root="$for_root
  $2"
}

all_there() {
  [ -n "$lacking" ] || return 0
  say "this machine lacks$lacking"
  [ -z "$for_root" ] || say "run as root, once:
  apt-get update$for_root"
  exit 69
}

# --- installing ---------------------------------------------------------------------------------

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

may_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

has_candidate() { apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [0-9]'; }

# A fresh machine has no package lists yet.
offers() {
  has_candidate "$1" && return 0
  [ -n "${lists_fetched:-}" ] || { as_root apt-get update -qq >&2 || true; lists_fetched=1; }
  has_candidate "$1"
}

install_packages() {
  say "installing $*"
  apt_install "$@" && return
  # The lists may be older than the mirror's packages.
  as_root apt-get update -qq >&2 && apt_install "$@"
}

# What it says is worth reading only when it fails.
apt_install() {
  said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" 2>&1) || {
    echo "$said" >&2
    return 1
  }
}

# --- Java ---------------------------------------------------------------------------------------

# The major version of the JDK (not JRE) in a folder; reads a file, starts no JVM.
jdk_version() {
  [ -x "$1/bin/javac" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_java() {
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for folder in "${HERD_JAVA_HOME:-}" "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*; do
    [ -n "$folder" ] || continue
    version=$(jdk_version "$folder")
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$folder
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

need_java() {
  find_java && return
  if may_install && offers openjdk-25-jdk-headless; then
    install_packages openjdk-25-jdk-headless && find_java && return
  fi
  if has_candidate openjdk-25-jdk-headless; then
    lacks "a JDK 25 or later" "apt-get install -y --no-install-recommends openjdk-25-jdk-headless"
  else
    lacks "a JDK 25 or later, and the distribution has none: unpack one from https://adoptium.net below /usr/lib/jvm, or anywhere and set HERD_JAVA_HOME to its folder"
  fi
}

# What libraries do that a recent JDK would warn of at every start.
jvm_quiet() { echo "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"; }

# Small and quick to start; the heap of an idle constellation is a fraction of this. A pool asks a
# connection that stood idle for two seconds (default: half of one) whether it still lives: workers ask
# the books every second, and each time paid for two answers.
jvm_flags() {
  flags="-XX:+UseSerialGC -Xss512k -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders $(jvm_quiet) -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"
  case $1 in
    up | demo) flags="$flags -Dcom.zaxxer.hikari.aliveBypassWindowMs=2000 -Xms32m -Xmx256m -XX:ReservedCodeCacheSize=64m -XX:MaxMetaspaceSize=192m" ;;
    *) flags="$flags -Xmx64m -XX:-UsePerfData" ;;
  esac
  echo "$flags ${HERD_JAVA_OPTS:-}"
}

# This shell becomes the constellation: that of ./herd, and that of the benchmark of an idle one.
# A script's background jobs ignore SIGINT, and what ignores it at its start can never be told to stop.
become_constellation() {
  exec env --default-signal=INT "$JAVA_HOME/bin/java" $(jvm_flags "$1") -jar "$(jar_of constellation)" "$@"
}

# --- PostgreSQL ---------------------------------------------------------------------------------

postgres_in() {
  for program in initdb postgres pg_ctl psql pg_controldata; do
    [ -x "$1/$program" ] || return 1
  done
  version=$("$1/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
  [ "${version:-0}" -ge 15 ]
}

find_postgres() {
  if [ -n "${HERD_POSTGRES_BIN:-}" ]; then
    postgres_in "$HERD_POSTGRES_BIN" && return 0
    give_up "HERD_POSTGRES_BIN=$HERD_POSTGRES_BIN has no PostgreSQL 15 or later (server and client programs)."
  fi
  on_path=$(command -v postgres || true)
  for folder in "${on_path%/postgres}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    if [ -n "$folder" ] && postgres_in "$folder"; then
      HERD_POSTGRES_BIN=$folder
      export HERD_POSTGRES_BIN
      return 0
    fi
  done
  return 1
}

# The distribution's package starts a cluster of its own unless told not to beforehand.
install_postgres() {
  conf=/etc/postgresql-common/createcluster.conf
  [ -e "$conf" ] || install_packages postgresql-common || return 1
  as_root cp -p "$conf" "$conf.before-herd"
  as_root sed -i '/^ *create_main_cluster/d; $a create_main_cluster = false' "$conf"
  installed=0
  install_packages postgresql postgresql-client || installed=1
  as_root mv "$conf.before-herd" "$conf"
  return $installed
}

need_postgres() {
  find_postgres && return
  if may_install && offers postgresql; then
    install_postgres && find_postgres && return
  fi
  lacks "PostgreSQL 15 or later, server and client programs (HERD_POSTGRES_BIN: the folder with initdb, postgres and psql)" \
    "apt-get install -y --no-install-recommends postgresql-common
  echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
  apt-get install -y --no-install-recommends postgresql postgresql-client"
}

# --- PgBouncer: wanted, not needed ------------------------------------------------------------------

find_pgbouncer() { [ -x "${HERD_PGBOUNCER:-/usr/sbin/pgbouncer}" ]; }

# The distribution's package starts a service of its own on port 6432, unless the machine's policy says no meanwhile;
# and it would start it with the machine.
install_pgbouncer() {
  policy=/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || as_root mv "$policy" "$policy.before-herd"
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  installed=0
  install_packages pgbouncer || installed=1
  as_root rm -f "$policy"
  [ ! -e "$policy.before-herd" ] || as_root mv "$policy.before-herd" "$policy"
  if command -v systemctl >/dev/null; then
    as_root systemctl disable pgbouncer >/dev/null 2>&1 || true
  fi
  return $installed
}

want_pgbouncer() {
  find_pgbouncer && return
  if [ -z "${HERD_PGBOUNCER:-}" ] && may_install && offers pgbouncer; then
    install_pgbouncer && find_pgbouncer && return
  fi
  say "no pgbouncer found: heroku pg:connection-pooling:attach will be refused. Install pgbouncer, or set HERD_PGBOUNCER to the program."
}

# --- OpenSSH's server: unpacked, never installed --------------------------------------------------

need_sshd() {
  [ -z "${HERD_SSHD:-}" ] || return 0
  [ ! -x /usr/sbin/sshd ] || return 0
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/herd/sshd
  if [ ! -x "$cache/sbin/sshd" ]; then
    may_install && offers openssh-server || true
    "$HERD_ROOT/launcher/fetch-sshd" "$cache" >/dev/null ||
      lacks "OpenSSH's server (HERD_SSHD: its program); the reason stands above"
  fi
}

# --- Maven and the build --------------------------------------------------------------------------

need_maven() {
  # Maven's own libraries make a recent JDK warn at every start.
  export MAVEN_OPTS="$(jvm_quiet) ${MAVEN_OPTS:-}"
  command -v mvn >/dev/null && return
  if may_install && offers maven; then
    install_packages maven && command -v mvn >/dev/null && return
  fi
  lacks "Maven 3.8 or later" "apt-get install -y --no-install-recommends maven"
}

# Whether a source is newer than a room's jar, or the jar may be half a one.
stale() {
  jar=$(jar_of "$1")
  [ ! -e "$jar" ] || [ -e "$jar.building" ] ||
    [ -n "$(find "$HERD_ROOT" -newer "$jar" \( -name pom.xml -o -path '*/src/main/*' -type f \) -print -quit)" ]
}

need_maven_for() { ! stale "$1" || need_maven; }

# One at a time in a clone. Maven inherits the lock: it is held while it writes, even when this shell was killed.
need_built() (
  exec 9<"$HERD_ROOT/pom.xml"
  flock 9
  stale "$1" || exit 0
  say "building (the first time a few minutes) ..."
  mkdir -p "$HERD_ROOT/$1/target"
  : >"$(jar_of "$1").building"
  # The checks are ./herd test's.
  mvn -q -B -Dstyle.color=never -f "$HERD_ROOT/pom.xml" -pl "$1" -am -DskipTests \
    -Dspotless.check.skip=true -Dmdep.analyze.skip=true package >&2 || give_up "the build failed"
  rm "$(jar_of "$1").building"
)
