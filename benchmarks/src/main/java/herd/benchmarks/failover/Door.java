package herd.benchmarks.failover;

import java.sql.SQLException;

/** A client library, as a customer's program holds it: with every host of the database by name. */
interface Door {

  /** A session that may write; fails when it finds none. */
  Session open() throws SQLException;

  /** For one thread. */
  interface Session extends AutoCloseable {

    /**
     * Whether it was acknowledged without a warning; fails when nobody knows, or it was refused.
     */
    boolean write(Row row) throws SQLException;

    @Override
    void close() throws SQLException;
  }

  /** One row of the ledger. */
  record Row(int run, String client, int number) {}
}
