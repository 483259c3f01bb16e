#!/bin/sh
# After bootstrap.sql, when the control plane's volume is new: the roles' passwords, from the environment.
set -eu
psql -v ON_ERROR_STOP=1 -d herd -U postgres <<'SQL'
\getenv owner HERD_CONTROL_OWNER_PASSWORD
\getenv service HERD_CONTROL_PASSWORD
ALTER ROLE herd_control PASSWORD :'owner';
ALTER ROLE herd_starter_tier PASSWORD :'service';
ALTER ROLE herd_production_tier PASSWORD :'service';
ALTER ROLE herd_admin PASSWORD :'service';
ALTER ROLE herd_front_door PASSWORD :'service';
SQL
