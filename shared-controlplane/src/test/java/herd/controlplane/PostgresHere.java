package herd.controlplane;

import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A throw-away cluster of this machine's Postgres. */
final class PostgresHere implements PlanePostgres {

  private final LocalPostgres postgres = LocalPostgres.temporary();
  private final Path folder = folder();

  @Override
  public String jdbcUrl() {
    return postgres.jdbcUrl("postgres");
  }

  @Override
  public String password() {
    return postgres.password();
  }

  @Override
  public void goAway() {
    postgres.stop();
  }

  @Override
  public void comeBack() {
    LocalPostgres.start(folder, Binaries.find(System.getenv()), postgres.port());
  }

  @Override
  public void close() {
    postgres.close();
  }

  private Path folder() {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(), SUPERUSER, password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      row.next();
      return Path.of(row.getString(1)).resolveSibling("").normalize();
    } catch (SQLException e) {
      throw new IllegalStateException("a Postgres that was just started does not answer", e);
    }
  }
}
