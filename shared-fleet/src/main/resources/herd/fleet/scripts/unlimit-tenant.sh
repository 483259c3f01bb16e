# Gives everything back. What the tenant had granted to PUBLIC or to its other role is not given back.
tenant_sql <<'SQL' || exit 1
alter role :"login" connection limit 0;
SQL
cut_sessions || exit 1
sql -d "$DATABASE" -v login="$LOGIN" -v database="$DATABASE" <<'SQL' || exit 1
begin;
reassign owned by herd_limited to :"login";
select pg_catalog.set_config('herd.login', :'login', true) \g /dev/null
do $$
declare
  s text;
  login text := pg_catalog.current_setting('herd.login');
begin
  for s in select nspname from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', '_heroku') loop
    execute pg_catalog.format('grant all on schema %I to %I', s, login);
    execute pg_catalog.format('grant all on all tables in schema %I to %I', s, login);
    execute pg_catalog.format('grant all on all sequences in schema %I to %I', s, login);
  end loop;
end $$;
grant execute on function pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),
  pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lowrite(integer, bytea), pg_catalog.lo_truncate(integer, integer),
  pg_catalog.lo_truncate64(integer, bigint) to public;
grant usage on schema public to public;
grant connect, create, temporary on database :"database" to :"login";
alter event trigger herd_refuse_ddl disable;
commit;
SQL
tenant_sql -v connections="$CONNECTIONS" <<'SQL' || exit 1
alter role :"login" connection limit :connections;
SQL
