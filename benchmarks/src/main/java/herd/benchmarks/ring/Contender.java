package herd.benchmarks.ring;

import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.Plane;
import java.sql.SQLException;

/** One way to keep members going round. Every round leaves one row in {@code observation}. */
interface Contender {

  String name();

  /** How many connections it wants at most. */
  int connections();

  /** Puts so many members in, all due now. */
  void fill(Plane plane, int members) throws SQLException;

  /** Starts to drain; closing what comes back stops it. */
  AutoCloseable start(HikariDataSource pool);
}
