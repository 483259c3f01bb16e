# As the owner of the tables, not as superuser: index expressions are the tenant's code. Tables somebody else
# owns are skipped with a warning. FULL gives the space back to the disk, and locks each table meanwhile.
sql -d "$DATABASE" -v login="$LOGIN" -v options="$OPTIONS" <<'SQL' 2>/dev/null || exit 1
select case when evtenabled = 'D' then :'login' else 'herd_limited' end as owner
  from pg_catalog.pg_event_trigger where evtname = 'herd_refuse_ddl' \gset
set lock_timeout = '20s';
set session authorization :"owner";
vacuum (:options);
SQL
database_size
