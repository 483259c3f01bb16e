package herd.controlplane.keeper;

import herd.controlplane.ring.Generations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultDSLContext;

/**
 * What is done to the schema as its owner. Each run is bounded, can be cut off anywhere and run
 * again; of several keepers one works and the others find that it does.
 */
final class Housekeeping {

  /** A run begins nothing new after this; what is left is for the next. */
  static final Duration RUN = Duration.ofSeconds(60);

  private static final int ONE_AT_A_TIME = 7450215;

  private final DataSource owner;

  Housekeeping(DataSource owner) {
    this.owner = owner;
  }

  String makePartitions() throws SQLException {
    try (Connection connection = owner.getConnection()) {
      return "made %d partitions".formatted(Partitions.make(on(connection)));
    }
  }

  String agree() throws SQLException {
    try (Connection connection = owner.getConnection()) {
      return new Generations(on(connection)).agree();
    }
  }

  /** Thins, drops and prunes as far as one run goes. */
  String retain() throws SQLException {
    try (Connection connection = owner.getConnection()) {
      // DETACH … CONCURRENTLY may not run inside a transaction block.
      connection.setAutoCommit(true);
      DSLContext dsl = on(connection);
      if (!dsl.fetchSingle("select pg_try_advisory_lock(" + ONE_AT_A_TIME + ")")
          .into(boolean.class)) {
        return "another keeper is at it";
      }
      try {
        dsl.execute("set statement_timeout = '60s'");
        dsl.execute("set lock_timeout = '5s'");
        return new Retention(dsl, System.nanoTime() + RUN.toNanos()).run();
      } finally {
        dsl.execute("reset statement_timeout");
        dsl.execute("reset lock_timeout");
        dsl.execute("select pg_advisory_unlock(" + ONE_AT_A_TIME + ")");
      }
    }
  }

  private static DSLContext on(Connection connection) {
    return new DefaultDSLContext(connection, SQLDialect.POSTGRES);
  }
}
