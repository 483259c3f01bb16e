package herd.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.local.LocalPostgres;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The pool of shared-service against a real Postgres and against none: tested here, where both are.
 */
class ControlPlaneAwayTest {

  @Test
  void aPoolHealsByItselfWhenItsSessionsAreCut() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.temporary();
        var pool = Databases.pool(config(postgres), "away-test")) {
      Databases.awaitAnswer(pool, Duration.ofSeconds(30));
      try (Connection killer = pool.getConnection();
          var others =
              killer.prepareStatement(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE application_name = 'away-test' AND pid <> pg_backend_pid()")) {
        others.execute();
      }
      Databases.awaitAnswer(pool, Duration.ofSeconds(30));
      assertThat(Databases.check(pool)).isEmpty();
    }
  }

  @Test
  void aPoolOpensWithoutItsDatabaseAndEveryWaitEnds() {
    DatabaseConfig nobody =
        new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/control", "u", new Secret("p"), 2);
    try (var pool = Databases.pool(nobody, "nobody-test")) {
      assertThatThrownBy(() -> Databases.check(pool)).isInstanceOf(SQLException.class);
    }
  }

  private static DatabaseConfig config(LocalPostgres postgres) {
    return new DatabaseConfig(
        postgres.jdbcUrl("postgres"), postgres.superuser(), new Secret(postgres.password()), 3);
  }
}
