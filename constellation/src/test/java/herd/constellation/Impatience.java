package herd.constellation;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting while every server and database is looked at each second, not each minute. */
final class Impatience {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Folder folder;
  private long looked = System.nanoTime() - EVERY.toNanos();

  Impatience(Folder folder) {
    this.folder = folder;
  }

  void until(String what, Duration limit, BooleanSupplier condition) {
    Await.until(
        what,
        limit,
        () -> {
          if (System.nanoTime() - looked >= EVERY.toNanos()) {
            looked = System.nanoTime();
            lookAtAll();
          }
          return condition.getAsBoolean();
        });
  }

  private void lookAtAll() {
    try (Connection books =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), ControlDatabase.NAME),
                ControlDatabase.OWNER,
                new Secrets(folder.secrets()).of(ControlDatabase.OWNER));
        Statement sql = books.createStatement()) {
      sql.execute(
          """
          with due as (
            update control.subject set due_at = clock_timestamp(), looked_by = null
             where id in (select id from control.subject where due_at is not null
                           and kind in ('server', 'resource') for update skip locked) returning kind)
          select count(pg_notify('herd_due', kind)) from (select distinct kind from due) d
          """);
    } catch (SQLException | IOException e) {
      throw new AssertionError("cannot make anything due: " + e.getMessage(), e);
    }
  }

  private int port() throws IOException {
    return new Ports(Integer.parseInt(Files.readString(folder.portBase()).strip())).control();
  }
}
