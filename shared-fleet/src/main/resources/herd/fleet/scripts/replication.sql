grant connect on database postgres to herd_replication;

grant execute on function pg_catalog.pg_ls_dir(text, boolean, boolean) to herd_replication;

grant execute on function pg_catalog.pg_stat_file(text, boolean) to herd_replication;

grant execute on function pg_catalog.pg_read_binary_file(text) to herd_replication;

grant execute on function pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) to herd_replication;
