# Standard input: the monitor's SCRAM verifier.
read -r MONITOR_VERIFIER
identify
# From the environment, so that it stands in no argument list.
export MONITOR_VERIFIER
sql <<'SQL'
\set verifier `printf %s "$MONITOR_VERIFIER"`
alter role herd_monitor login connection limit 30 password :'verifier';
SQL
