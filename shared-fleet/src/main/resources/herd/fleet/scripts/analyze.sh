# A cluster that was upgraded has no statistics: rough ones at once, then better ones, beside its customers' work.
cd "$RUN" || exit 1
socket=$(ls -d .s.PGSQL.*[0-9] 2>/dev/null | head -n 1)
[ -n "$socket" ] || die 76 "Postgres does not run here"
exec nice -n 10 "$PGBIN/vacuumdb" --all --analyze-in-stages -h /proc/self/cwd -p "${socket#.s.PGSQL.}" -U postgres
