package herd.benchmarks.failover;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;

/**
 * libpq with a multi-host connection string. It has no limit of its own for a statement, so the
 * client waits two seconds at its socket, as psycopg or a Ruby program would, and gives up; two
 * seconds is also the least {@code connect_timeout} that libpq accepts.
 */
record LibpqDoor(Libpq pq, Address address) implements Door {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int COMMAND_OK = 1;
  private static final short POLLIN = 1;

  @Override
  public Session open() throws SQLException {
    return new Held(pq, conninfo());
  }

  private String conninfo() {
    return "host='%s' port='%s' user=%s password=%s dbname=%s sslmode=%s connect_timeout=2 tcp_user_timeout=5000 keepalives_idle=2 keepalives_interval=1 keepalives_count=3 target_session_attrs=read-write"
        .formatted(
            String.join(",", Collections.nCopies(address.ports().size(), Address.HOST)),
            String.join(",", address.ports()),
            quoted(address.user()),
            quoted(address.password()),
            quoted(address.database()),
            address.sslmode());
  }

  private static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static final class Held implements Session {
    private final Libpq pq;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment connection;
    private boolean warned;

    Held(Libpq pq, String conninfo) throws SQLException {
      this.pq = pq;
      connection = pq.pointer("PQconnectdb", arena.allocateFrom(conninfo));
      if (pq.number("PQstatus", connection) != 0) {
        String why = said();
        close();
        throw new SQLException(why);
      }
      pq.pointer("PQsetNoticeProcessor", connection, noticeProcessor(), MemorySegment.NULL);
    }

    @Override
    public boolean write(Row row) throws SQLException {
      warned = false;
      String insert =
          "insert into ledger (run, client, number) values (%d, '%s', %d)"
              .formatted(row.run(), row.client(), row.number());
      try (Arena call = Arena.ofConfined()) {
        if (pq.number("PQsendQuery", connection, call.allocateFrom(insert)) != 1) {
          throw new SQLException(said());
        }
        awaitAnswer(call);
      }
      boolean done = false;
      for (MemorySegment result = pq.pointer("PQgetResult", connection);
          !result.equals(MemorySegment.NULL);
          result = pq.pointer("PQgetResult", connection)) {
        done = pq.number("PQresultStatus", result) == COMMAND_OK;
        pq.call("PQclear", result);
        if (!done) {
          throw new SQLException(said());
        }
      }
      return done && !warned;
    }

    private void awaitAnswer(Arena call) throws SQLException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      MemorySegment watched = call.allocate(8, 4); // struct pollfd: int fd; short events, revents
      while (pq.number("PQisBusy", connection) == 1) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        watched.set(JAVA_INT, 0, pq.number("PQsocket", connection));
        watched.set(JAVA_SHORT, 4, POLLIN);
        if (left <= 0 || pq.number("poll", watched, 1L, (int) left) == 0) {
          throw new SQLException("no answer within " + PATIENCE.toSeconds() + " s");
        }
        if (pq.number("PQconsumeInput", connection) != 1) {
          throw new SQLException(said());
        }
      }
    }

    private String said() {
      return pq.text("PQerrorMessage", connection).strip();
    }

    /** Called by the library, in this thread, with a warning of the server's. */
    @SuppressWarnings("UnusedMethod") // found by its name
    private void warn(MemorySegment unusedArgument, MemorySegment unusedText) {
      warned = true;
    }

    @SuppressWarnings("restricted")
    private MemorySegment noticeProcessor() {
      try {
        MethodHandle warn =
            MethodHandles.lookup()
                .bind(
                    this,
                    "warn",
                    MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class));
        return Linker.nativeLinker()
            .upcallStub(warn, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS), arena);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a method of this class is gone", e);
      }
    }

    @Override
    public void close() {
      pq.call("PQfinish", connection);
      arena.close();
    }
  }
}
