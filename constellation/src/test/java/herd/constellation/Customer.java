package herd.constellation;

import herd.constellation.client.Marketplace;
import herd.constellation.client.Marketplace.Addon;
import herd.constellation.client.Refused;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/** A customer with an app, who orders databases and uses them by JDBC. */
final class Customer {
  static final Duration LIMIT = Duration.ofMinutes(2);

  final Marketplace marketplace;
  final String app = "test-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  private URI url = URI.create("none:///");

  Customer(Map<String, String> env) {
    this.marketplace = new Marketplace(env);
    marketplace.createApp(app);
  }

  Addon order() {
    return order("essential-0");
  }

  Addon order(String plan) {
    Addon ordered = marketplace.createAddon(app, "heroku-postgresql:" + plan);
    Addon provisioned =
        Await.some(
            "provisioned",
            LIMIT,
            () ->
                Optional.of(marketplace.addon(ordered.id()))
                    .filter(addon -> addon.state().equals("provisioned")));
    url = URI.create(marketplace.databaseUrl(app));
    return provisioned;
  }

  /** Runs a statement with the URL the app got; the answer is the first value, or nothing. */
  String sql(String statement) throws SQLException {
    String[] login = url.getUserInfo().split(":", 2);
    Properties properties = new Properties();
    properties.setProperty("user", login[0]);
    properties.setProperty("password", login[1]);
    properties.setProperty("sslmode", "require");
    properties.setProperty("loginTimeout", "5");
    String jdbc =
        "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath());
    try (Connection connection = DriverManager.getConnection(jdbc, properties);
        Statement sql = connection.createStatement()) {
      if (!sql.execute(statement)) {
        return "";
      }
      try (ResultSet rows = sql.getResultSet()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  boolean answers() {
    try {
      return sql("SELECT 1").equals("1");
    } catch (SQLException e) {
      return false;
    }
  }

  /** Whether the marketplace has forgotten the add-on. */
  boolean isGone(Addon addon) {
    try {
      return marketplace.addon(addon.id()).id().isEmpty();
    } catch (Refused e) {
      return e.status() == 404;
    }
  }
}
