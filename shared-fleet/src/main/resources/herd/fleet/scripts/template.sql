create schema _heroku;

create extension pg_stat_statements with schema _heroku;

grant usage on schema _heroku to public;

-- Forgets every tenant's statements, by its defaults; and beside them no other reset() could be called.
-- Without its arguments: they are more from PostgreSQL 17 on.
alter function _heroku.pg_stat_statements_reset rename to herd_reset_statements;

-- heroku pg:outliers --reset calls this; it forgets this database's statements and nobody else's.
create function _heroku.pg_stat_statements_reset() returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
    select _heroku.herd_reset_statements(0::oid, (select oid from pg_database where datname = current_database()), 0::bigint) $$;

-- The list stands in the body: a session may set any of the custom settings that also show it.
create function _heroku.herd_allow_extension() returns event_trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare refused text;
  begin
    select e.extname into refused
      from pg_event_trigger_ddl_commands() c join pg_extension e on e.oid = c.objid
     where c.object_type = 'extension' and session_user <> 'postgres'
       and e.extname <> all (string_to_array('@EXTENSIONS@', ','));
    if found then
      raise exception 'extension "%" is not available on this plan', refused using errcode = 'insufficient_privilege';
    end if;
  end $$;

create event trigger herd_allow_extension on ddl_command_end when tag in ('CREATE EXTENSION')
  execute function _heroku.herd_allow_extension();

create function _heroku.herd_refuse_ddl() returns event_trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    if session_user <> 'postgres' then
      raise exception 'this database is over its size limit: delete rows, or change the plan'
        using errcode = 'insufficient_privilege';
    end if;
  end $$;

create event trigger herd_refuse_ddl on ddl_command_start execute function _heroku.herd_refuse_ddl();

alter event trigger herd_refuse_ddl disable;

-- Members of an extension are not dumped: a customer's dump restores anywhere.
alter extension pg_stat_statements add function _heroku.pg_stat_statements_reset();

alter extension pg_stat_statements add event trigger herd_allow_extension;

alter extension pg_stat_statements add function _heroku.herd_allow_extension();

alter extension pg_stat_statements add event trigger herd_refuse_ddl;

alter extension pg_stat_statements add function _heroku.herd_refuse_ddl();

-- Nor are the schema and the extension within it then. It cannot be a member of that one, which stands in it.
alter extension plpgsql add schema _heroku;

