# Says the SQL that makes the database out of the template. Its last statement opens it.
new_database() {
  cat <<'SQL'
select not exists (select from pg_catalog.pg_database where datname = :'database') as missing \gset
\if :missing
create database :"database" template herd_template;
\endif
revoke all on database :"database" from public;
grant connect on database :"database" to herd_monitor;
\connect :"database"
alter schema public owner to :"login";
grant connect, create, temporary on database :"database" to :"login";
SQL
}
