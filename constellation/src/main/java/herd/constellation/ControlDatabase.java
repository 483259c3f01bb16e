package herd.constellation;

import herd.controlplane.Schema;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** The control plane's Postgres on a laptop: what an administrator prepares by hand elsewhere. */
final class ControlDatabase {
  static final String NAME = "herd";
  static final String OWNER = "herd_control";

  /** The roles that log in; each one's password is the secret of the same name. */
  private static final List<String> ROLES =
      List.of(OWNER, "herd_starter_tier", "herd_production_tier", "herd_admin", "herd_front_door");

  private ControlDatabase() {}

  /** Starts or adopts it, with database, roles and passwords in place. */
  static LocalPostgres start(Folder folder, Ports ports, Binaries binaries, Secrets secrets)
      throws SQLException {
    LocalPostgres postgres = LocalPostgres.start(folder.control(), binaries, ports.control());
    try {
      prepare(postgres, secrets);
      return postgres;
    } catch (SQLException | RuntimeException e) {
      postgres.stop(); // nobody else knows of it yet
      throw e;
    }
  }

  private static void prepare(LocalPostgres postgres, Secrets secrets) throws SQLException {
    try (Connection first = connect(postgres, "postgres");
        Statement sql = first.createStatement();
        ResultSet there =
            sql.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
      if (!there.next()) {
        sql.execute("CREATE DATABASE " + NAME);
      }
    }
    try (Connection herd = connect(postgres, NAME);
        Statement sql = herd.createStatement()) {
      sql.execute(Schema.bootstrap());
      for (String role : ROLES) {
        sql.execute(withPassword(herd, role, secrets.of(role)));
      }
    }
  }

  private static String withPassword(Connection connection, String role, String password)
      throws SQLException {
    try (PreparedStatement quote =
        connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)")) {
      quote.setString(1, role);
      quote.setString(2, password);
      try (ResultSet quoted = quote.executeQuery()) {
        quoted.next();
        return quoted.getString(1);
      }
    }
  }

  private static Connection connect(LocalPostgres postgres, String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", postgres.superuser());
    login.setProperty("password", postgres.password());
    return DriverManager.getConnection(postgres.jdbcUrl(database), login);
  }
}
