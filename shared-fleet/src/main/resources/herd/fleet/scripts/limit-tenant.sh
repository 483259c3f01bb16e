# Over the limit (SAFETY 21): everything of the tenant's goes to the role herd_limited, which cannot log in; the
# login keeps SELECT, DELETE and TRUNCATE. It could have left code behind that runs with the owner's rights (a
# SECURITY DEFINER function, a trigger under a foreign key's cascade): so the owner may not INSERT either, and
# while the limit lasts an event trigger of ours refuses every DDL, GRANT included. UPDATE stays with the
# owner, for ON DELETE SET NULL runs as the owner.
tenant_sql <<'SQL' || exit 1
alter role :"login" connection limit 0;
SQL
cut_sessions || exit 1
sql -d "$DATABASE" -v login="$LOGIN" -v database="$DATABASE" <<'SQL' || exit 1
begin;
alter event trigger herd_refuse_ddl enable;
reassign owned by :"login", :"database" to herd_limited;
revoke all on database :"database" from :"login", :"database", herd_limited cascade;
grant connect on database :"database" to :"login";
revoke execute on function pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),
  pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lowrite(integer, bytea), pg_catalog.lo_truncate(integer, integer),
  pg_catalog.lo_truncate64(integer, bigint) from public;
select pg_catalog.set_config('herd.login', :'login', true), pg_catalog.set_config('herd.gate', :'database', true) \g /dev/null
do $$
declare
  s text;
  login text := pg_catalog.current_setting('herd.login');
  gate text := pg_catalog.current_setting('herd.gate');
begin
  for s in select nspname from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', '_heroku') loop
    execute pg_catalog.format('revoke all on all tables in schema %I from public, %I, %I, herd_limited cascade', s, login, gate);
    execute pg_catalog.format('revoke all on all sequences in schema %I from public, %I, %I cascade', s, login, gate);
    execute pg_catalog.format('revoke all on schema %I from public, %I, %I cascade', s, login, gate);
    execute pg_catalog.format('grant usage on schema %I to %I, herd_limited', s, login);
    execute pg_catalog.format('grant select, delete, truncate on all tables in schema %I to %I, herd_limited', s, login);
    execute pg_catalog.format('grant update on all tables in schema %I to herd_limited', s);
  end loop;
end $$;
commit;
SQL
tenant_sql -v connections="$CONNECTIONS" <<'SQL' || exit 1
alter role :"login" connection limit :connections;
SQL
database_size
