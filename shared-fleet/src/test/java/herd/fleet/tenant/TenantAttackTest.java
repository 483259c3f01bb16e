package herd.fleet.tenant;

import static herd.fleet.tenant.TenantServer.LIMIT;
import static herd.fleet.tenant.TenantServer.rows;
import static herd.fleet.tenant.TenantServer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant tries to get out, to starve others, and to undo its limits: SAFETY 18 to 21. */
class TenantAttackTest {
  private static final TenantServer SERVER = new TenantServer();
  private static Tenant attacker;
  private static Tenant victim;

  @BeforeAll
  static void tenants() throws SQLException {
    attacker = SERVER.created();
    victim = SERVER.created();
    try (Connection c = SERVER.as(victim)) {
      run(c, "create table secret as select 'theirs' as x");
    }
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create extension dblink",
        "create extension postgres_fdw",
        "create extension file_fdw",
        "create extension adminpack",
        "create extension pageinspect",
        "create extension pg_buffercache",
        "create extension plpython3u",
        "create extension pg_prewarm",
        "create table x (t text); copy x from program 'id'",
        "copy (select 1) to program 'id'",
        "copy (select 1) to '/tmp/x'",
        "select pg_read_file('/etc/passwd')",
        "select pg_ls_dir('.')",
        "select lo_import('/etc/passwd')",
        "select lo_export(1, '/tmp/x')",
        "alter system set shared_buffers = '1GB'",
        "select pg_reload_conf()",
        "select pg_rotate_logfile()",
        "load '/tmp/x.so'",
        "create function f() returns int language c as '/tmp/x', 'f'",
        "create function f() returns int language internal as 'pg_backend_pid'",
        "create role more",
        "alter role {me} connection limit 1000",
        "alter role {me} superuser",
        "alter role {me} createdb",
        "alter role {me} valid until 'infinity'",
        "alter role {me} set temp_file_limit = -1",
        "set temp_file_limit = -1",
        "grant pg_monitor to {me}",
        "grant pg_read_all_stats to {me}",
        "grant pg_signal_backend to {me}",
        "grant {victim} to {me}",
        "set role {victim}",
        "set role postgres",
        "set role herd_monitor",
        "set role herd_limited",
        "set session authorization postgres",
        "alter role herd_monitor set search_path = public",
        "alter database {db} set statement_timeout = 0",
        "alter database {db} connection limit 1000",
        "alter database {db} owner to {me}",
        "create database more",
        "drop database {victimdb}",
        "alter database {victimdb} rename to mine",
        "create event trigger e on ddl_command_start execute function _heroku.herd_refuse_ddl()",
        "drop event trigger herd_allow_extension",
        "alter event trigger herd_allow_extension disable",
        "create or replace function _heroku.herd_allow_extension() returns event_trigger language plpgsql as 'begin end'",
        "create table _heroku.x (i int)",
        "drop schema _heroku cascade",
        "drop extension pg_stat_statements",
        "drop extension plpgsql cascade",
        "alter extension plpgsql drop schema _heroku",
        "alter extension pg_stat_statements set schema public",
        "select _heroku.herd_reset_statements(0, 0, 0)",
        "create subscription s connection 'host=127.0.0.1' publication p with (connect = false)",
        "select pg_create_physical_replication_slot('s')",
        "select pg_create_logical_replication_slot('s', 'pgoutput')",
        "create tablespace t location '/tmp'",
        "begin; prepare transaction 'forever'",
        "set session_replication_role = replica",
        "select pg_stat_reset()",
        "select pg_switch_wal()",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user and pg_terminate_backend(pid)",
        "select * from pg_authid",
        "select * from pg_hba_file_rules",
        "select * from pg_file_settings",
        "checkpoint",
        "security label on role {me} is 'x'"
      })
  void everyWayOutIsRefused(String attack) throws SQLException {
    try (Connection c = SERVER.as(attacker)) {
      assertThatThrownBy(() -> run(c, filled(attack)))
          .isInstanceOfSatisfying(
              SQLException.class,
              // A typing error in the attack would be refused too, and prove nothing.
              e ->
                  assertThat(e.getSQLState()).isNotIn("42601", "42P01", "42883", "25P02", "08003"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "template1", "herd_template", "{victimdb}", "template0"})
  void noOtherDatabaseLetsItIn(String database) {
    assertThatThrownBy(() ->
            SERVER.connect(
                filled(database), attacker.names().login(), TenantServer.password(attacker)))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void nobodyComesInWithoutTls() {
    Properties properties = new Properties();
    properties.setProperty("user", attacker.names().login());
    properties.setProperty("password", TenantServer.password(attacker));
    properties.setProperty("sslmode", "disable");

    assertThatThrownBy(
            () -> DriverManager.getConnection(SERVER.url(attacker.names().database()), properties))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no pg_hba.conf entry");
  }

  @Test
  void theConnectionLimitHoldsAndTheMonitorStillGetsIn() throws SQLException {
    Tenant greedy = SERVER.created();
    Connection[] held = new Connection[TenantServer.LIMITS.connections()];
    try {
      for (int i = 0; i < held.length; i++) {
        held[i] = SERVER.as(greedy);
      }
      assertThatThrownBy(() -> SERVER.as(greedy))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("too many connections");
      SERVER.monitor(greedy.names().database()).close();
    } finally {
      for (Connection c : held) {
        if (c != null) {
          c.close();
        }
      }
    }
  }

  @Test
  void aSessionThatTakesAllMemoryIsRefusedAndTheOthersGoOn() throws SQLException {
    try (Connection v = SERVER.as(victim);
        Connection c = SERVER.as(attacker)) {
      assertThatThrownBy(() ->
              run(
                  c,
                  "set work_mem = '2GB'",
                  "select length(string_agg(repeat('x', 1000000), '')) from generate_series(1, 900)"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("53200"));
      assertThat(rows(c, "select 'goes on'")).containsExactly("goes on");
      assertThat(rows(v, "select x from secret")).containsExactly("theirs");
    }
  }

  /** Postgres recovers as after a crash, which every other session feels; but by itself. */
  @Test
  void sessionsThatTogetherTakeAllMemoryDoNotTakeThePostmaster() throws Exception {
    assumeThat(SERVER.fleet.provider.holdsMemory())
        .as("control groups that this user may make, with the controller memory")
        .isTrue();
    Tenant greedy = SERVER.created();
    String postmaster = SERVER.postmaster();
    List<Callable<Object>> sessions =
        Collections.nCopies(
            TenantServer.LIMITS.connections(),
            () -> {
              try (Connection c = SERVER.as(greedy)) {
                return rows(
                    c,
                    "select length(a || pg_sleep(3)::text) from (select string_agg(repeat('x', 1000000), '') a from generate_series(1, 120)) t");
              } catch (SQLException e) {
                return e;
              }
            });
    List<Object> ends = new ArrayList<>();
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Object> end : all.invokeAll(sessions)) {
        ends.add(end.get());
      }
    }
    assertThat(ends).anyMatch(SQLException.class::isInstance);
    try (Connection v = SERVER.afterRecovery(victim)) {
      assertThat(rows(v, "select x from secret")).containsExactly("theirs");
    }
    assertThat(SERVER.postmaster()).isEqualTo(postmaster);
  }

  @Test
  void aSessionThatSortsMoreThanItsTemporaryFilesHoldIsRefusedAndGoesOn() throws SQLException {
    try (Connection c = SERVER.as(attacker)) {
      assertThatThrownBy(() ->
              rows(
                  c,
                  "select repeat('x', 1000) || g as x from generate_series(1, 80000) g order by x"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("53400"));
      assertThat(rows(c, "select 'goes on'")).containsExactly("goes on");
    }
  }

  @Test
  void anotherTenantsStatementsAreNotSeen() throws SQLException {
    try (Connection v = SERVER.as(victim);
        Connection c = SERVER.as(attacker)) {
      run(v, "select 'very-private-words'");
      assertThat(rows(c, "select query from pg_stat_activity"))
          .noneMatch(q -> q != null && q.contains("very-private"));
      assertThat(rows(c, "select query from _heroku.pg_stat_statements"))
          .noneMatch(q -> q != null && q.contains("very-private"));
    }
  }

  @Test
  void aSettingThatNamesMoreExtensionsAllowsNoMore() throws SQLException {
    try (Connection c = SERVER.as(attacker)) {
      run(c, "set extwlist.extensions = 'dblink,earthdistance,plperl'");
      assertThatThrownBy(() -> run(c, "create extension dblink")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> run(c, "create extension earthdistance cascade"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void plantedLookAlikesNeverRunAsTheMonitor() throws SQLException {
    Tenant planter = SERVER.created();
    try (Connection c = SERVER.as(planter)) {
      run(
          c,
          "create table public.trap (who text)",
          "grant all on public.trap to public",
          "create function public.pg_database_size(name) returns bigint language plpgsql as $$begin insert into public.trap values (current_user); return 0; end$$",
          "create function public.count() returns bigint language plpgsql as $$begin insert into public.trap values (current_user); return 0; end$$",
          "create function public.eq(name, text) returns boolean language plpgsql as $$begin insert into public.trap values (current_user); return true; end$$",
          "create operator public.= (leftarg = name, rightarg = text, function = public.eq)",
          "create operator public.!~ (leftarg = name, rightarg = text, function = public.eq)",
          "create view public.pg_class as select * from pg_catalog.pg_class where public.eq(relname, 'x')");
      try (Connection monitor = SERVER.monitor(planter.names().database())) {
        assertThat(rows(monitor, TenantSql.DATABASE_FACTS)).hasSize(1);
        assertThat(rows(monitor, "select current_setting('search_path')").getFirst())
            .isIn("", "\"\"");
      }
      assertThat(rows(c, "select who from public.trap")).isEmpty();
    }
  }

  @Test
  void theMonitorItselfIsNobodySpecialInsideATenant() throws SQLException {
    try (Connection monitor = SERVER.monitor(victim.names().database())) {
      assertThatThrownBy(() -> rows(monitor, "select * from public.secret"))
          .isInstanceOf(SQLException.class);
      assertThat(
              rows(
                  monitor, "select rolsuper from pg_catalog.pg_roles where rolname = current_user"))
          .containsExactly("f");
      assertThat(rows(monitor, "select pg_catalog.pg_has_role('pg_read_all_stats', 'member')"))
          .containsExactly("f");
    }
  }

  @Test
  void aLimitedTenantReadsAndDeletesAndCannotGrantItselfBack() throws SQLException {
    Tenant fat = SERVER.created();
    String me = fat.names().login();
    try (Connection c = SERVER.as(fat)) {
      run(
          c,
          "create extension citext",
          "create schema s",
          "create table t (id int primary key, x citext)",
          "insert into t select i, 'x' from generate_series(1, 1000) i",
          "create table s.child (id int references t on delete cascade)",
          "insert into s.child select id from t",
          "create index on s.child (id)",
          "create table s.weak (id int references t on delete set null)",
          "insert into s.weak select id from t",
          "create index on s.weak (id)",
          "grant all on t to public",
          "grant all on t to " + fat.names().database() + " with grant option",
          "set role " + fat.names().database(),
          "grant insert on t to " + me,
          "reset role",
          "create view v as select * from t",
          "create table s.log (x text)",
          "create function back() returns void language plpgsql security definer as $$begin execute 'grant insert on public.t to "
              + me
              + "'; end$$",
          "create function own() returns void language plpgsql security definer as $$begin execute 'alter table public.t owner to "
              + me
              + "'; end$$",
          "create function fill() returns void language plpgsql security definer as $$begin insert into public.t select i, 'y' from generate_series(5000, 6000) i; end$$",
          "create function spring() returns trigger language plpgsql as $$begin execute 'grant insert on public.t to "
              + me
              + "'; return old; end$$",
          "create table s.parent (id int primary key)",
          "create table s.sprung (id int references s.parent on delete cascade)",
          "insert into s.parent values (1)",
          "insert into s.sprung values (1)",
          "create trigger spring before delete on s.sprung for each row execute function spring()",
          "create rule grow as on delete to s.log do also insert into s.log select 'more' from generate_series(1, 10)",
          "insert into s.log values ('a')");
    }
    long size = new LimitTenant(SERVER.fenced).run(SERVER.fleet.here, fat, 5, LIMIT);
    assertThat(size).isPositive();
    new LimitTenant(SERVER.fenced).run(SERVER.fleet.here, fat, 5, LIMIT);

    try (Connection c = SERVER.as(fat)) {
      assertThat(rows(c, "select count(*) from t")).containsExactly("1000");
      for (String attack :
          new String[] {
            "insert into t values (9999, 'x')",
            "update t set x = 'yy'",
            "insert into v values (9999, 'x')",
            "copy t from stdin",
            "select back()",
            "select own()",
            "select fill()",
            "delete from s.parent",
            "delete from s.log",
            "create table more (x int)",
            "create temp table more (x int)",
            "create table more as select * from t",
            "select * into more from t",
            "create materialized view m as select * from t",
            "create index on t (x)",
            "alter table t owner to " + me,
            "grant insert on t to " + me,
            "set role herd_limited",
            "set role " + fat.names().database() + "; insert into t values (9999, 'x')",
            "grant herd_limited to " + me,
            "reassign owned by herd_limited to " + me,
            "drop event trigger herd_refuse_ddl",
            "alter event trigger herd_refuse_ddl disable",
            "select lo_create(0)",
            "select lo_from_bytea(0, 'x')",
            "alter default privileges grant insert on tables to public",
            "do $$ begin execute 'grant insert on t to public'; end $$",
            "drop extension citext cascade",
            "create extension hstore",
            "alter schema public owner to " + me
          }) {
        assertThatThrownBy(() -> run(c, attack)).as(attack).isInstanceOf(SQLException.class);
        run(c, "reset role");
      }
      run(c, "delete from t where id <= 500", "truncate s.weak");
      assertThat(rows(c, "select count(*) from s.child")).containsExactly("500");
    }
    assertThat(vacuumed(fat).bytes()).isLessThanOrEqualTo(size);
    assertThat(vacuumed(fat).skipped()).as("nothing was deleted meanwhile").isTrue();
    try (Connection c = SERVER.as(fat)) {
      run(c, "delete from s.child");
      // What is deleted is counted when the session is next idle, or ends.
      while (vacuumed(fat).skipped()) {
        assertThat(rows(c, "select 1 from pg_sleep(0.2)")).hasSize(1);
      }
    }

    new UnlimitTenant(SERVER.fenced).run(SERVER.fleet.here, fat, 5, LIMIT);
    try (Connection c = SERVER.as(fat)) {
      run(
          c,
          "insert into t values (9999, 'x')",
          "update t set x = 'z'",
          "create table more (x int)",
          "alter table t add y int",
          "drop function back()",
          "create temp table w (x int)",
          "drop extension citext cascade",
          "create index on s.child (id)",
          "select lo_create(0)");
    }
  }

  private static VacuumTenant.Vacuumed vacuumed(Tenant tenant) {
    return new VacuumTenant(SERVER.fenced).run(SERVER.fleet.here, tenant, true, LIMIT);
  }

  private static String filled(String text) {
    return text.replace("{me}", attacker.names().login())
        .replace("{victim}", victim.names().login())
        .replace("{db}", attacker.names().database())
        .replace("{victimdb}", victim.names().database());
  }
}
