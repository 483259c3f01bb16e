# Words for work on one tenant: DATABASE (also the role that opens the door, see pg_hba.conf) and LOGIN.
identify

tenant_sql() { sql -d postgres -v login="$LOGIN" -v database="$DATABASE" "$@"; }

# Ends every session in the database or of the login, and waits for the ends.
cut_sessions() {
  tenant_sql <<'SQL'
select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity
 where (datname = :'database' or usename = :'login') and pid <> pg_catalog.pg_backend_pid()
   and backend_type in ('client backend', 'parallel worker') \g /dev/null
SQL
}

database_size() {
  tenant_sql <<'SQL'
select 'size_bytes=' || pg_catalog.pg_database_size(:'database');
SQL
}
