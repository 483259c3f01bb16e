package herd.controlplane.ring;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for wishes and wakes the workers of the ring they are for. One per process. A lost
 * connection is made again; meanwhile workers still ask, every second or, where their ring is
 * empty, every five.
 */
public final class WakeUps implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);

  private final ControlPlane plane;
  private final List<Worker<?, ?, ?>> workers = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  public WakeUps(ControlPlane plane) {
    this.plane = plane;
    this.thread = Thread.ofVirtual().name("wake-ups").start(this::listenForEver);
  }

  public void add(Worker<?, ?, ?> worker) {
    workers.add(worker);
  }

  private void listenForEver() {
    Bell pause = new Bell();
    while (!closed) {
      try (Connection connection = plane.connection()) {
        listen(connection);
      } catch (SQLException e) {
        if (!closed) {
          LOG.atDebug().addKeyValue("why", e.getMessage()).log("not listening; trying again");
          pause.await(Duration.ofSeconds(1));
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + Subjects.DUE_CHANNEL);
      PGConnection notifying = connection.unwrap(PGConnection.class);
      workers.forEach(Worker::wake);
      while (!closed) {
        PGNotification[] heard = notifying.getNotifications(5_000);
        if (heard == null || heard.length == 0) {
          statement.execute("select 1");
          continue;
        }
        for (PGNotification notification : heard) {
          workers.stream()
              .filter(worker -> worker.kind().equals(notification.getParameter()))
              .forEach(Worker::wake);
        }
      }
      statement.execute("unlisten *");
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
