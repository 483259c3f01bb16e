package herd.benchmarks.failover;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** The Java driver with a multi-host URL; nothing takes it longer than two seconds. */
record Pgjdbc(Address address) implements Door {

  private static final String OPTIONS =
      "?targetServerType=primary&connectTimeout=1&sslResponseTimeout=1000&socketTimeout=2&hostRecheckSeconds=1";

  Connection connect() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", address.user());
    login.setProperty("password", address.password());
    login.setProperty("sslmode", address.sslmode());
    String hosts = Address.HOST + ":" + String.join("," + Address.HOST + ":", address.ports());
    return DriverManager.getConnection(
        "jdbc:postgresql://" + hosts + "/" + address.database() + OPTIONS, login);
  }

  @Override
  public Session open() throws SQLException {
    Connection connection = connect();
    PreparedStatement insert =
        connection.prepareStatement("insert into ledger (run, client, number) values (?, ?, ?)");
    return new Session() {
      @Override
      public boolean write(Row row) throws SQLException {
        insert.setInt(1, row.run());
        insert.setString(2, row.client());
        insert.setInt(3, row.number());
        insert.executeUpdate();
        return insert.getWarnings() == null;
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }
}
