package herd.benchmarks.failover;

import java.sql.SQLException;
import java.util.concurrent.Callable;

/**
 * A program that knows nothing but the one address in its environment, and reads that again
 * whenever its connection fails, as a platform does that restarts it.
 */
record Republished(Callable<Address> environment) implements Door {

  @Override
  public Session open() throws SQLException {
    return new Pgjdbc(read()).open();
  }

  private Address read() throws SQLException {
    try {
      return environment.call();
    } catch (Exception e) {
      throw new SQLException("the environment could not be read", e);
    }
  }
}
