# Roles, limits, database. Standard input: the customer's SCRAM verifier; empty leaves it open who may log in, which
# other acts have decided since. Limits stand on the role: the owner
# of a database could lift a database's.
read -r VERIFIER
{
  printf "\\\\set verifier '%s'\n" "$VERIFIER"
  cat <<'SQL'
select not exists (select from pg_catalog.pg_roles where rolname = :'database') as no_gate,
       not exists (select from pg_catalog.pg_roles where rolname = :'login') as no_login \gset
\if :no_gate
create role :"database" nologin;
\endif
\if :no_login
create role :"login" nologin;
\endif
grant :"database" to :"login";
alter role :"login" nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit :connections;
select :'verifier' <> '' as told \gset
\if :told
alter role :"login" login password :'verifier';
\endif
alter role :"login" set idle_in_transaction_session_timeout = :'idle_in_transaction';
alter role :"login" set temp_file_limit = :'temp_files';
SQL
  new_database
} | tenant_sql -v connections="$CONNECTIONS" -v idle_in_transaction="$IDLE_IN_TRANSACTION" -v temp_files="$TEMP_FILES"
