package herd.benchmarks.scenario;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All connections to one server that its customer can get, held until they are given back. */
final class Crowd implements AutoCloseable {

  private static final int MOST = 2000;

  /** So many logins may be too slow for their time-out. */
  private static final int MOST_FAILURES = 10;

  private static final String TOO_MANY = "53300";

  private final List<Connection> held = new ArrayList<>();

  private Crowd() {}

  static Crowd at(Side.Login login) throws SQLException {
    Crowd crowd = new Crowd();
    int failures = 0;
    while (crowd.held.size() < MOST) {
      try {
        crowd.held.add(login.open());
      } catch (SQLException e) {
        if (TOO_MANY.equals(e.getSQLState()) && !crowd.held.isEmpty()) {
          return crowd;
        }
        if (++failures == MOST_FAILURES) {
          crowd.close();
          throw e;
        }
      }
    }
    crowd.close();
    throw new IllegalStateException("nobody refuses the connection number " + MOST);
  }

  @Override
  public void close() {
    for (Connection connection : held) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It was ended at the other side, which is what was wanted.
      }
    }
  }
}
