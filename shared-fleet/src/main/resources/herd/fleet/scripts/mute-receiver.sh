identify
[ -e "$DATA/standby.signal" ] || die 76 "$DATA is not a standby's"
silence
[ "$(said in_recovery)" = t ] || die 76 "$DATA is not in recovery"
printf '%s\n' "$look"
