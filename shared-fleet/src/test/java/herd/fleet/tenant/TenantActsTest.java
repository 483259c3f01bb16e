package herd.fleet.tenant;

import static herd.fleet.tenant.TenantServer.LIMIT;
import static herd.fleet.tenant.TenantServer.LIMITS;
import static herd.fleet.tenant.TenantServer.rows;
import static herd.fleet.tenant.TenantServer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.act.Claim;
import herd.fleet.postgres.ScramVerifier;
import herd.fleet.server.ClusterSpec;
import herd.fleet.server.EndIdleSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantActsTest {
  private static final TenantServer SERVER = new TenantServer();
  private static final Tenant EXTENDER = SERVER.created();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void everyAllowedExtensionIsCreatedByItsTenant(String extension) throws SQLException {
    try (Connection c = SERVER.as(EXTENDER)) {
      run(c, "create extension if not exists \"%s\"".formatted(extension));
      assertThat(rows(c, "select extname from pg_extension")).contains(extension);
    }
  }

  private static List<String> extensions() {
    return ClusterSpec.EXTENSIONS;
  }

  @Test
  void aTenantMadeTwiceIsOneAndWorksLikeAnyDatabase() throws SQLException {
    Tenant tenant = SERVER.created();
    new CreateTenant(SERVER.fenced)
        .run(
            SERVER.fleet.here,
            tenant,
            LIMITS,
            ScramVerifier.of(TenantServer.password(tenant)),
            LIMIT);

    try (Connection c = SERVER.as(tenant)) {
      run(
          c,
          "create table t (id serial primary key, x text)",
          "insert into t (x) select 'a' from generate_series(1, 10)",
          "create schema mine",
          "create table mine.u as select * from t",
          "create temp table w (x int)",
          "create extension citext",
          "create extension \"uuid-ossp\"",
          "create extension hstore",
          "create function f() returns int language plpgsql as 'begin return 1; end'",
          "create view v as select f()");
      assertThat(rows(c, "select count(*) from mine.u")).containsExactly("10");
      assertThat(rows(c, "select current_setting('rds.allowed_extensions')").getFirst())
          .contains("citext");
      assertThat(
              rows(c, "select query from pg_stat_activity where pid = pg_backend_pid()").getFirst())
          .contains("pg_stat_activity");
      assertThat(
              rows(
                  c,
                  "select query from _heroku.pg_stat_statements where query like '%generate_series%'"))
          .isNotEmpty();
      run(c, "select _heroku.pg_stat_statements_reset()");
    }
  }

  @Test
  void aRotatedPasswordCutsSessionsAndTheOldOneIsOut() throws SQLException {
    Tenant tenant = SERVER.created();
    try (Connection c = SERVER.as(tenant)) {
      new RotatePassword(SERVER.fenced)
          .run(SERVER.fleet.here, tenant, ScramVerifier.of("another"), LIMIT);
      assertThatThrownBy(() -> rows(c, "select 1")).isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> SERVER.as(tenant)).isInstanceOf(SQLException.class);
    SERVER.connect(tenant.names().database(), tenant.names().login(), "another").close();
  }

  @Test
  void aDroppedTenantLeavesNothingEvenWhenAnotherGrantedItSomething() throws SQLException {
    Tenant tenant = SERVER.created();
    Tenant other = SERVER.created();
    try (Connection c = SERVER.as(tenant);
        Connection o = SERVER.as(other)) {
      run(c, "create table t (x int)");
      run(
          o,
          "create table trap (x int)",
          "grant select on trap to " + tenant.names().login() + ", " + tenant.names().database(),
          "alter default privileges grant select on tables to " + tenant.names().login());
      new DropTenant(SERVER.fenced).run(SERVER.fleet.here, tenant, LIMIT);
      new DropTenant(SERVER.fenced).run(SERVER.fleet.here, tenant, LIMIT);

      assertThat(
              SERVER.sql(
                  "postgres",
                  "select count(*) from pg_roles where rolname ~ '"
                      + tenant.names().login().substring(1)
                      + "'"))
          .isEqualTo("0");
      assertThat(
              SERVER.sql(
                  "postgres",
                  "select count(*) from pg_database where datname ~ '"
                      + tenant.names().login().substring(1)
                      + "'"))
          .isEqualTo("0");
      assertThat(rows(o, "select count(*) from trap")).containsExactly("0");
    }
  }

  @Test
  void aResetDatabaseIsEmptyAndHasTheExtensionsAskedForAsItsOwn() throws SQLException {
    Tenant tenant = SERVER.created();
    try (Connection c = SERVER.as(tenant)) {
      run(c, "create table t (x int)");
    }
    new ResetTenant(SERVER.fenced)
        .run(SERVER.fleet.here, tenant, List.of("citext", "hstore"), LIMIT);

    try (Connection c = SERVER.as(tenant)) {
      assertThat(rows(c, "select count(*) from pg_class where relname = 't'")).containsExactly("0");
      assertThat(
              rows(
                  c,
                  "select extname from pg_extension where extowner = '"
                      + tenant.names().login()
                      + "'::regrole order by 1"))
          .containsExactly("citext", "hstore");
      run(c, "create table t (x citext)", "drop extension hstore");
    }
  }

  @Test
  void killedSessionsAreGoneAndTheNextComesIn() throws SQLException {
    Tenant tenant = SERVER.created();
    try (Connection c = SERVER.as(tenant)) {
      new KillSessions(SERVER.fenced).run(SERVER.fleet.here, tenant, LIMIT);
      assertThatThrownBy(() -> rows(c, "select 1")).isInstanceOf(SQLException.class);
    }
    SERVER.as(tenant).close();
  }

  @Test
  void aTransactionThatIsTooOldIsEndedThoughItsSessionLiftedEveryLimit() throws Exception {
    Tenant tenant = SERVER.created();
    String age =
        "select oldest_transaction_seconds from (%s) s where database = '%s'"
            .formatted(TenantSql.TENANTS, tenant.names().database());
    try (Connection idle = SERVER.as(tenant);
        Connection busy = SERVER.as(tenant);
        Connection other = SERVER.as(tenant);
        Connection monitor = SERVER.monitor("postgres")) {
      String lift =
          "set idle_in_transaction_session_timeout = 0; set statement_timeout = 0; set"
              + " idle_session_timeout = 0";
      run(idle, lift, "begin", "select txid_current()");
      Thread asleep =
          Thread.ofVirtual()
              .start(() ->
                  assertThatThrownBy(() -> run(busy, lift, "select pg_sleep(300)"))
                      .isInstanceOf(SQLException.class));
      while (Long.parseLong(rows(monitor, age).getFirst()) < 3) {
        rows(other, "select pg_sleep(0.1)");
      }
      EndLongTransactions act = new EndLongTransactions(SERVER.fenced);
      assertThat(act.run(SERVER.fleet.here, tenant, Duration.ofMinutes(10), LIMIT)).isZero();
      assertThat(act.run(SERVER.fleet.here, tenant, Duration.ofSeconds(1), LIMIT)).isEqualTo(2);
      asleep.join();
      assertThatThrownBy(() -> rows(idle, "select 1")).isInstanceOf(SQLException.class);
      assertThat(rows(other, "select 1")).containsExactly("1");
      assertThat(rows(monitor, age)).containsExactly("0");
    }
  }

  /** What a session with all the locks there are does to others, and what frees them. */
  @Test
  void whoeverTakesEveryLockIsEndedThoughNobodyCanLogInMeanwhile() throws Exception {
    Tenant greedy = SERVER.created();
    Tenant neighbour = SERVER.created();
    String all =
        """
        do $$ declare i int := 0; begin
          loop perform pg_advisory_lock(i); i := i + 1; end loop;
        exception when out_of_memory then null; end $$\
        """;
    try (Connection monitor = SERVER.monitor("postgres");
        Connection small = SERVER.as(greedy);
        Connection other = SERVER.as(neighbour);
        Connection hog = SERVER.as(greedy)) {
      run(small, "begin", "select pg_advisory_xact_lock(-1)");
      assertThat(rows(monitor, LockTable.QUERY.sql())).isEmpty();

      run(hog, all);
      assertThatThrownBy(() -> rows(other, "select txid_current()"))
          .hasMessageContaining("out of shared memory");
      assertThatThrownBy(() -> SERVER.as(neighbour)).hasMessageContaining("out of shared memory");
      assertThat(SERVER.sql("postgres", "select 1")).contains("out of shared memory");
      assertThatThrownBy(() -> rows(monitor, TenantSql.TENANTS))
          .hasMessageContaining("out of shared memory");
      List<String> pids = rows(monitor, LockTable.QUERY.sql());
      assertThat(pids).hasSize(1);

      assertThat(end(List.of(Integer.parseInt(pids.getFirst()))))
          .isEqualTo(greedy.names().login() + ":" + pids.getFirst());
      assertThat(rows(other, "select txid_current() > 0")).containsExactly("t");
      assertThat(rows(small, "select 'goes on'")).containsExactly("goes on");
      assertThatThrownBy(() -> rows(hog, "select 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));

      List<String> ours = rows(monitor, "select pg_backend_pid()");
      assertThat(end(List.of(Integer.parseInt(ours.getFirst()))))
          .as("Herd's own")
          .isEqualTo("none");
      String ended =
          new EndLockHolders(SERVER.fenced)
              .all(SERVER.fleet.here, SERVER.host, server(), system(), LIMIT);
      assertThat(ended).contains(greedy.names().login(), neighbour.names().login());
      assertThat(rows(monitor, "select 1")).containsExactly("1");
    }
  }

  @Test
  void onlySessionsWithLargeTemporaryFilesAreEnded() throws Exception {
    Tenant tenant = SERVER.created();
    try (Connection large = SERVER.as(tenant);
        Connection other = SERVER.as(tenant)) {
      run(
          large,
          "begin",
          // What a cursor holds back is a temporary file as long as it is open.
          "declare c scroll cursor with hold for"
              + " select repeat('x', 1000) from generate_series(1, 20000)",
          "commit");
      String pid = rows(large, "select pg_backend_pid()").getFirst();

      assertThat(endLargerThan(50L << 20)).isEqualTo("none");
      assertThat(endLargerThan(10L << 20)).isEqualTo(tenant.names().login() + ":" + pid);
      assertThatThrownBy(() -> rows(large, "select 1")).isInstanceOf(SQLException.class);
      assertThat(rows(other, "select 'goes on'")).containsExactly("goes on");
    }
  }

  private static String endLargerThan(long bytes) {
    return new EndLargeSorts(SERVER.fenced)
        .run(SERVER.fleet.here, SERVER.host, server(), system(), bytes, LIMIT);
  }

  private static String end(List<Integer> pids) {
    return new EndLockHolders(SERVER.fenced)
        .these(SERVER.fleet.here, SERVER.host, server(), system(), pids, LIMIT);
  }

  private static Claim server() {
    return Claim.shared(SERVER.machine.providerId(), 1, 2);
  }

  private static String system() {
    return SERVER.cluster.systemIdentifier();
  }

  @Test
  void onlySessionsThatHaveBeenIdleForLongAreEnded() throws Exception {
    Tenant tenant = SERVER.created();
    String atWork =
        "select count(*) from pg_stat_activity where state = 'active' and usename = '%s'"
            .formatted(tenant.names().login());
    try (Connection idle = SERVER.as(tenant);
        Connection inTransaction = SERVER.as(tenant);
        Connection busy = SERVER.as(tenant);
        Connection monitor = SERVER.monitor("postgres")) {
      run(idle, "set idle_session_timeout = 0", "select 1");
      run(inTransaction, "begin", "select 1");
      Thread asleep =
          Thread.ofVirtual()
              .start(() ->
                  assertThatThrownBy(() -> run(busy, "select pg_sleep(300)"))
                      .isInstanceOf(SQLException.class));
      while (!SERVER.sql("postgres", atWork).equals("1")) {
        rows(idle, "select pg_sleep(0.1)");
      }

      assertThat(endIdle(Duration.ofMinutes(10))).isZero();
      assertThat(rows(idle, "select 1")).containsExactly("1");

      assertThat(endIdle(Duration.ZERO)).isGreaterThanOrEqualTo(2);
      assertThatThrownBy(() -> rows(idle, "select 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> rows(inTransaction, "select 1")).isInstanceOf(SQLException.class);
      assertThat(SERVER.sql("postgres", atWork)).isEqualTo("1");
      assertThat(rows(monitor, "select 1")).as("Herd's own").containsExactly("1");

      new KillSessions(SERVER.fenced).run(SERVER.fleet.here, tenant, LIMIT);
      asleep.join();
    }
  }

  private static int endIdle(Duration idle) {
    return new EndIdleSessions(SERVER.fenced)
        .run(
            SERVER.fleet.here,
            SERVER.host,
            Claim.exclusive(SERVER.machine.providerId(), 1, 2),
            SERVER.cluster.systemIdentifier(),
            idle,
            LIMIT);
  }

  @Test
  void theMonitorSeesEveryTenantInOnePassAndFactsInside() throws SQLException {
    Tenant tenant = SERVER.created();
    try (Connection c = SERVER.as(tenant);
        Connection monitor = SERVER.monitor("postgres");
        Connection inside = SERVER.monitor(tenant.names().database())) {
      run(
          c,
          "create table t as select generate_series(1, 1000)",
          "begin",
          "select 1",
          "select txid_current()");
      assertThat(
              rows(
                  monitor,
                  "select connections from ("
                      + TenantSql.TENANTS
                      + ") s where database = '"
                      + tenant.names().database()
                      + "'"))
          .containsExactly("2");
      assertThat(rows(monitor, TenantSql.INVENTORY)).isNotEmpty();
      assertThat(rows(inside, TenantSql.DATABASE_FACTS)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-N _heroku"})
  void aCustomersDumpHoldsNothingOfHerdsAndRestoresIntoAnotherTenant(String without)
      throws SQLException {
    Tenant from = SERVER.created();
    Tenant to = SERVER.created();
    try (Connection c = SERVER.as(from)) {
      run(
          c,
          "create extension citext",
          "create table t (id serial primary key, x citext)",
          "insert into t (x) values ('a'), ('b')",
          "create function f() returns trigger language plpgsql as 'begin return new; end'",
          "create trigger g before insert on t for each row execute function f()");
    }
    String dump = pg("pg_dump -Fc %s -f %s/dump".formatted(without, SERVER.machine.root()), from);
    assertThat(dump).isEmpty();
    String restore =
        pg(
            "pg_restore --no-owner --no-acl --exit-on-error -d " + to.names().database(),
            to,
            SERVER.machine.root() + "/dump");

    assertThat(restore).doesNotContain("error");
    try (Connection c = SERVER.as(to)) {
      assertThat(rows(c, "select x from t order by 1")).containsExactly("a", "b");
    }
  }

  private static String pg(String command, Tenant tenant, String... more) {
    return SERVER.fleet.run(
        SERVER.machine,
        "PGPASSWORD=%s PGHOST=%s PGPORT=%d PGUSER=%s PGDATABASE=%s PGSSLMODE=require $HERD_POSTGRES_BIN/%s %s 2>&1"
            .formatted(
                TenantServer.password(tenant),
                SERVER.machine.address(),
                SERVER.machine.postgresPort(),
                tenant.names().login(),
                tenant.names().database(),
                command,
                String.join(" ", more)));
  }

  @Test
  void creationIsRefusedWithAStaleToken() {
    UUID resource = UUID.randomUUID();
    Tenant tenant = SERVER.tenant(resource);
    new DropTenant(SERVER.fenced)
        .run(
            SERVER.fleet.here,
            new Tenant(
                tenant.host(),
                tenant.systemIdentifier(),
                tenant.names(),
                List.of(herd.fleet.act.Claim.exclusive(resource.toString(), 1, 9))),
            LIMIT);

    assertThatThrownBy(() ->
            new CreateTenant(SERVER.fenced)
                .run(SERVER.fleet.here, tenant, LIMITS, ScramVerifier.of("x"), LIMIT))
        .isInstanceOf(herd.fleet.act.StaleToken.class);
  }
}
