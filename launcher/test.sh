#!/bin/sh
# Every test, on the JDK and Postgres ./herd found. Quiet, but for what fails and each room's counts.
set -eu
cd "$HERD_ROOT"
exec mvn -B -ntp -Dstyle.color=never "$@" verify
