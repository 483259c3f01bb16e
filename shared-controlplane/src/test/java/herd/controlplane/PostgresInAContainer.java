package herd.controlplane;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.UUID;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A container of the image that docker-compose.yml runs the control plane on. */
final class PostgresInAContainer implements PlanePostgres {

  private static final String IMAGE = "postgres:17";

  private final PostgreSQLContainer container =
      new PostgreSQLContainer(IMAGE)
          .withDatabaseName("postgres")
          .withUsername(SUPERUSER)
          .withPassword(UUID.randomUUID().toString())
          .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");

  PostgresInAContainer() {
    container.start();
  }

  @Override
  public String jdbcUrl() {
    return container.getJdbcUrl();
  }

  @Override
  public String password() {
    return container.getPassword();
  }

  @Override
  public void goAway() {
    abort("a container does not come back on the same port");
  }

  @Override
  public void comeBack() {
    abort("a container does not come back on the same port");
  }

  @Override
  public void close() {
    container.close();
  }
}
