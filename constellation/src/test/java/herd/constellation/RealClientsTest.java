package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import herd.constellation.HerokuCli.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients people really have, against a running constellation. */
class RealClientsTest {

  private static final String APP = "shop";

  @TempDir static Path home;

  private static Running running;

  @BeforeAll
  static void start() throws Exception {
    running = Running.start();
  }

  @AfterAll
  static void stop() throws Exception {
    running.stop();
  }

  @Test
  void theUnmodifiedHerokuCliProvisionsUsesAndDestroysADatabase() throws Exception {
    HerokuCli cli = cli();
    expect(cli.heroku("apps:create", APP), APP);
    expect(
        cli.heroku("addons:create", "heroku-postgresql:essential-0", "-a", APP, "--wait"),
        "DATABASE_URL");
    expect(cli.heroku("addons", "-a", APP), "essential-0", "created");
    String config = expect(cli.heroku("config", "-a", APP), "DATABASE_URL:", "postgres://");
    String url = config.substring(config.indexOf("postgres://")).lines().findFirst().orElseThrow();
    String info =
        expect(
            cli.heroku("pg:info", "-a", APP),
            "Essential 0",
            "Available",
            "PG Version:",
            "Data Size:");
    String addon =
        info.lines()
            .filter(line -> line.startsWith("Add-on:"))
            .map(line -> line.substring("Add-on:".length()).strip())
            .findFirst()
            .orElseThrow();
    expect(cli.heroku("addons:info", addon), "heroku-postgresql:essential-0", APP);
    assertThat(cli.heroku("pg:wait", "-a", APP).exit()).isZero();
    expect(
        cli.heroku("pg:psql", "-a", APP, "-c", "create table t as select 42 as answer"),
        "SELECT 1");
    expect(cli.heroku("pg:psql", "-a", APP, "-c", "select answer from t"), "42");
    expect(cli.heroku("pg:ps", "-a", APP), "pid");
    expect(cli.heroku("pg:credentials:url", "DATABASE", "-a", APP), "postgres://", "dbname=");
    theDriverAndPsqlComeIn(URI.create(url));
    expect(cli.heroku("pg:killall", "-a", APP), "done");
    expect(cli.heroku("pg:reset", "DATABASE", "-a", APP, "--confirm", APP), "done");
    assertThat(cli.heroku("pg:psql", "-a", APP, "-c", "select answer from t").text())
        .contains("does not exist");
    expect(cli.heroku("addons:destroy", addon, "-a", APP, "--confirm", APP), "done");
    assertThat(cli.heroku("config", "-a", APP).text()).doesNotContain("DATABASE_URL");
  }

  @Test
  void theUnmodifiedHerokuCliLooksAfterAProductionDatabase() throws Exception {
    HerokuCli cli = cli();
    String app = "works";
    String standard = "heroku-postgresql:standard-0";
    expect(cli.heroku("apps:create", app), app);
    expect(cli.heroku("addons:create", standard, "-a", app, "--wait"), "as DATABASE_URL");
    expect(
        cli.heroku("pg:psql", "-a", app, "-c", "create table t as select 42 as answer"),
        "SELECT 1");
    String created =
        expect(
            cli.heroku(
                "addons:create",
                standard,
                "-a",
                app,
                "--as",
                "COPY",
                "--wait",
                "--",
                "--follow",
                "DATABASE_URL"),
            "as COPY_URL");
    String copy = named(created);
    expect(cli.heroku("pg:psql", "COPY", "-a", app, "-c", "select answer from t"), "42");
    String info = expect(cli.heroku("pg:info", "-a", app), "COPY", "DATABASE", "Behind By:");
    assertThat(info).containsPattern("Followers: +COPY").containsPattern("Following: +DATABASE");

    expect(
        cli.heroku("pg:settings:log-statement", "DATABASE", "mod", "-a", app),
        "log-statement has been set to mod");
    expect(cli.heroku("pg:credentials:create", "DATABASE", "-n", "reader", "-a", app), "done");
    expect(cli.heroku("pg:credentials", "DATABASE", "-a", app), "reader", "active");
    expect(
        cli.heroku(
            "pg:credentials:rotate", "DATABASE", "-n", "reader", "-a", app, "--confirm", app),
        "done");
    expect(cli.heroku("pg:credentials:url", "DATABASE", "-n", "reader", "-a", app), "postgres://");
    expect(
        cli.heroku(
            "pg:credentials:destroy", "DATABASE", "-n", "reader", "-a", app, "--confirm", app),
        "destroyed");
    expect(
        cli.heroku("data:maintenances:window:update", "DATABASE", "Sunday", "14:30", "-a", app),
        "Sundays 14:30 to 18:30 UTC");
    Answer refused = cli.heroku("pg:upgrade:prepare", "DATABASE", "-a", app, "--confirm", app);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.text()).contains("the newest version of PostgreSQL");

    expect(cli.heroku("pg:connection-pooling:attach", "DATABASE", "-a", app), "done");
    expect(
        cli.heroku("pg:psql", "DATABASE_CONNECTION_POOL", "-a", app, "-c", "select answer from t"),
        "42");
    expect(cli.heroku("pg:unfollow", "COPY", "-a", app, "--confirm", app), "done");
    assertThat(cli.heroku("pg:wait", "-a", app).exit()).isZero();
    expect(cli.heroku("pg:promote", "COPY", "-a", app), "Promoting " + copy, "done");
    expect(
        cli.heroku("pg:psql", "DATABASE", "-a", app, "-c", "insert into t values (43)"),
        "INSERT 0 1");
    expect(cli.heroku("addons:destroy", copy, "-a", app, "--confirm", app), "done");
    assertThat(cli.heroku("config", "-a", app).text()).doesNotContain("COPY_URL");
  }

  private static HerokuCli cli() throws Exception {
    Optional<HerokuCli> installed = HerokuCli.install(home, running.environment());
    assumeTrue(installed.isPresent(), "the Heroku CLI could not be installed (npm)");
    return installed.orElseThrow();
  }

  /** The name that the marketplace gave. */
  private static String named(String created) {
    Matcher name = Pattern.compile("Created (\\S+) as ").matcher(created);
    assertThat(name.find()).as(created).isTrue();
    return name.group(1);
  }

  private static void theDriverAndPsqlComeIn(URI url) throws Exception {
    String[] credentials = url.getUserInfo().split(":", 2);
    String jdbc =
        "jdbc:postgresql://%s:%d%s?sslmode=require"
            .formatted(url.getHost(), url.getPort(), url.getPath());
    try (Connection connection = DriverManager.getConnection(jdbc, credentials[0], credentials[1]);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select answer from t")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
    Answer psql =
        HerokuCli.run(
            List.of("psql", "-X", "-A", "-t", "-c", "select answer from t"),
            Map.of(
                "PGHOST",
                url.getHost(),
                "PGPORT",
                Integer.toString(url.getPort()),
                "PGUSER",
                credentials[0],
                "PGPASSWORD",
                credentials[1],
                "PGDATABASE",
                url.getPath().substring(1),
                "PGSSLMODE",
                "require"),
            Duration.ofSeconds(20));
    assertThat(psql.text().strip()).isEqualTo("42");
  }

  @Test
  void foremanTakesTheProcfiles() throws Exception {
    assumeTrue(Foreman.isInstalled(), "foreman is not installed (package ruby-foreman)");
    for (String procfile :
        List.of(
            "Procfile",
            "starter-tier-service/Procfile",
            "production-tier-service/Procfile",
            "admin-service/Procfile",
            "front-door/Procfile")) {
      Answer answer =
          HerokuCli.run(
              List.of("foreman", "check", "-f", Path.of("..").resolve(procfile).toString()),
              Map.of(),
              Duration.ofSeconds(30));
      assertThat(answer.text()).as(procfile).startsWith("valid procfile detected");
    }
  }

  private static String expect(Answer answer, String... parts) {
    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(answer.text()).contains(parts);
    return answer.text();
  }
}
