#!/bin/sh
# Every test, on the JDK and the Postgres ./herd found: what fails, what failed once (decision 17), each class's
# and room's counts, the summary; all of it is in target/test.log.
set -eu
cd "$HERD_ROOT"
mkdir -p target
log=target/test.log
# The pipe's status is grep's, so Maven's goes by a file.
{ mvn -B -ntp -Dstyle.color=never "$@" verify 2>&1 && echo 0 >"$log.status" || echo 1 >"$log.status"; } |
  tee "$log" | grep --line-buffered -E '^\[ERROR\]|^\[WARNING\] (Flakes|herd\.)|Tests run:|Reactor Summary|(SUCCESS|FAILURE|SKIPPED) \[|BUILD|Total time' || true
read -r status <"$log.status"
exit "$status"
