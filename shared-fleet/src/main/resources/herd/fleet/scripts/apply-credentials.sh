# All logins of one database as the books have them. Standard input, a line each:
#   login ROLE OWNER VERIFIER  may come in
#   leave ROLE OWNER           no more, once it has no session; says busy=… while it has
#   cut ROLE OWNER             no more, and its sessions end
#   drop ROLE OWNER            is not there any more, nor its owner; what was theirs is LOGIN's
# LOGIN is the tenant's first login, to which the database's public schema belongs. The others are members of an
# OWNER each, and whatever one of them makes is its owner's at once: so the login that takes its place has it, too.
# LOGIN is a member of them, and so are its successors by LOGIN: the default credential may do what any other may.
busy=

role_sql() { tenant_sql -v role="$ROLE" -v owner="$OWNER" -v connections="$CONNECTIONS" \
  -v idle_in_transaction="$IDLE_IN_TRANSACTION" -v temp_files="$TEMP_FILES"; }

inside() { sql -d "$DATABASE" -v login="$LOGIN" -v database="$DATABASE" "$@"; }

let_in() {
  {
    printf "\\\\set verifier '%s'\n" "$VERIFIER"
    cat <<'SQL'
select :'role' <> :'login' as another, :'owner' <> :'login' as named,
       not exists (select from pg_catalog.pg_roles where rolname = :'role') as no_role,
       not exists (select from pg_catalog.pg_roles where rolname = :'owner') as no_owner \gset
begin;
\if :no_owner
create role :"owner" nologin;
grant :"database" to :"owner";
\endif
\if :no_role
create role :"role" nologin in role :"owner";
\endif
\if :named
grant connect, temporary on database :"database" to :"owner";
grant :"role" to :"login";
\endif
alter role :"role" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
  connection limit :connections password :'verifier';
alter role :"role" set idle_in_transaction_session_timeout = :'idle_in_transaction';
alter role :"role" set temp_file_limit = :'temp_files';
commit;
SQL
  } | role_sql
}

keep_out() {
  role_sql <<'SQL'
select exists (select from pg_catalog.pg_roles where rolname = :'role') as there \gset
\if :there
alter role :"role" nologin password null;
\endif
SQL
}

end_sessions() {
  role_sql <<'SQL'
select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity where usename = :'role' \g /dev/null
SQL
}

sessions() {
  role_sql <<'SQL'
select pg_catalog.count(*) from pg_catalog.pg_stat_activity where usename = :'role';
SQL
}

hand_over() {
  inside -v role="$ROLE" -v owner="$OWNER" <<'SQL'
select :'role' <> :'owner' and exists (select from pg_catalog.pg_roles where rolname = :'role') as there \gset
\if :there
reassign owned by :"role" to :"owner";
\endif
SQL
}

drop_both() {
  inside -v role="$ROLE" -v owner="$OWNER" <<'SQL'
select exists (select from pg_catalog.pg_roles where rolname = :'role') as has_role,
       exists (select from pg_catalog.pg_roles where rolname = :'owner') as has_owner \gset
begin;
\if :has_role
reassign owned by :"role" to :"login";
drop owned by :"role";
drop role :"role";
\endif
\if :has_owner
reassign owned by :"owner" to :"login";
drop owned by :"owner";
-- The other of its two logins comes next: it goes with its own line.
select not exists (select from pg_catalog.pg_auth_members m join pg_catalog.pg_roles r on r.oid = m.roleid
                    where r.rolname = :'owner' and m.grantor = 10) as last \gset
\if :last
drop role :"owner";
\endif
\endif
commit;
SQL
}

# Before any login that has an owner, so that nothing it makes is its own. The trigger is a member of an extension: no
# dump holds it. A role has been made a member of one owner by us (grantor 10); what customers granted does not count.
inside -v limit=$((CONNECTIONS + 10)) <<'SQL' || exit 1
select not exists (select from pg_catalog.pg_event_trigger where evtname = 'herd_one_owner') as missing \gset
begin;
\if :missing
create function _heroku.herd_one_owner() returns event_trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare owner name;
  begin
    select o.rolname into owner from pg_auth_members m
      join pg_roles r on r.oid = m.member join pg_roles o on o.oid = m.roleid
     where r.rolname = session_user and r.rolname ~ '^[abv][0-9a-f]{32}$' and m.grantor = 10;
    if found then
      execute format('reassign owned by %I to %I', session_user, owner);
    end if;
  end $$;
create event trigger herd_one_owner on ddl_command_end when tag in (
    'CREATE AGGREGATE', 'CREATE COLLATION', 'CREATE CONVERSION', 'CREATE DOMAIN', 'CREATE EXTENSION', 'CREATE FUNCTION',
    'CREATE MATERIALIZED VIEW', 'CREATE OPERATOR', 'CREATE OPERATOR CLASS', 'CREATE OPERATOR FAMILY', 'CREATE PROCEDURE',
    'CREATE SCHEMA', 'CREATE SEQUENCE', 'CREATE STATISTICS', 'CREATE TABLE', 'CREATE TABLE AS',
    'CREATE TEXT SEARCH CONFIGURATION', 'CREATE TEXT SEARCH DICTIONARY', 'CREATE TYPE', 'CREATE VIEW', 'SELECT INTO')
  execute function _heroku.herd_one_owner();
alter extension pg_stat_statements add event trigger herd_one_owner;
alter extension pg_stat_statements add function _heroku.herd_one_owner();
\endif
alter schema public owner to :"login";
grant connect, create, temporary on database :"database" to :"login";
-- Every login has the plan's limit; all of them together have it, too, and the monitor's looks beside.
alter database :"database" connection limit :limit;
commit;
SQL
while read -r DO ROLE OWNER VERIFIER; do
  case $DO in
    login) let_in ;;
    leave)
      if [ "$(sessions)" = 0 ]; then
        keep_out && hand_over
      else
        busy="$busy $ROLE"
      fi
      ;;
    cut) keep_out && end_sessions && hand_over ;;
    drop) keep_out && end_sessions && drop_both ;;
    *) die 64 "no such line" ;;
  esac || exit 1
done
echo "busy=${busy# }"
