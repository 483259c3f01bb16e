# Removes a cluster that no customer was ever on, to make room for a standby's. A copy that was made and never started
# goes, too: its books were not written. SYSTEM: the cluster's own; UPSTREAM_SYSTEM: that of the one to be copied. Where both
# are the same it is a copy already, and goes only when ANEW is yes: it is a follower's, who cannot go on with it.
[ -d "$DATA" ] || exit 0
[ "$SYSTEM" != "$UPSTREAM_SYSTEM" ] || [ "${ANEW:-no}" = yes ] || die 76 "the cluster in $DATA is the one to be copied"
case $(system_identifier "$DATA") in
  "$SYSTEM") stop_postgres ;;
  "$UPSTREAM_SYSTEM")
    [ -e "$DATA/standby.signal" ] || die 76 "the cluster in $DATA is no standby"
    cluster_is_gone || die 76 "the copy in $DATA runs already"
    ;;
  *) identify ;;
esac
mv "$DATA" "$ROOT/data.gone" && sync "$ROOT" && rm -rf "$ROOT/data.gone" || die 73 "cannot remove $DATA"
