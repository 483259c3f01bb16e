# Leaves neither database nor role. Another tenant may have granted something of its own to this one's roles,
# whose names everybody can read: that would keep them from being dropped, so it is revoked there first.
tenant_sql <<'SQL' || exit 1
select exists (select from pg_catalog.pg_roles where rolname = :'login') as has_login \gset
\if :has_login
alter role :"login" nologin;
\endif
SQL
cut_sessions || exit 1
tenant_sql <<'SQL' || exit 1
drop database if exists :"database" with (force);
SQL
rm -f "$ROOT/vacuumed/$DATABASE"
for role in "$LOGIN" "$DATABASE"; do
  entangled=$(tenant_sql -v role="$role" <<'SQL'
select distinct d.datname from pg_catalog.pg_shdepend s
  join pg_catalog.pg_roles r on r.oid = s.refobjid and s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
  join pg_catalog.pg_database d on d.oid = s.dbid where r.rolname = :'role'
SQL
  ) || exit 1
  for elsewhere in $entangled postgres; do
    sql -d "$elsewhere" -v role="$role" <<'SQL' || exit 1
select exists (select from pg_catalog.pg_roles where rolname = :'role') as there \gset
\if :there
drop owned by :"role" cascade;
\endif
SQL
  done
  tenant_sql -v role="$role" <<'SQL' || exit 1
drop role if exists :"role";
SQL
done
