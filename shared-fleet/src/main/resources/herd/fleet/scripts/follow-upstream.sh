# Standard input: the replication role's password.
read -r PASSWORD
identify
# Postgres removes the signal when it becomes a leader, and only then.
[ -e "$DATA/standby.signal" ] || die 76 "$DATA is not a standby's"
write_upstream
reload
