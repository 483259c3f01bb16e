package herd.benchmarks.ring;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.Members;
import herd.benchmarks.Plane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * db-scheduler used as a ring: one task instance per member, which writes its observation and
 * reschedules itself for now. Polling by lock-and-fetch, its fastest way on Postgres.
 */
record DbScheduler(int threads) implements Contender {

  private static final String OBSERVE =
      """
      insert into control.observation
        (at, subject_id, took_micros, well, fresh, outcome, vantage, worker)
      values (clock_timestamp(), ?, 1000, true, false, 'ok', 'bench', 'db-scheduler')
      """;

  @Override
  public String name() {
    return "db-scheduler 16.12 as a ring, %d threads".formatted(threads);
  }

  @Override
  public int connections() {
    return threads + 4;
  }

  @Override
  public void fill(Plane plane, int members) throws SQLException {
    plane.sql(
        """
        create table scheduled_tasks (
          task_name text not null, task_instance text not null, task_data bytea,
          execution_time timestamptz not null, picked boolean not null, picked_by text,
          last_success timestamptz, last_failure timestamptz, consecutive_failures int,
          last_heartbeat timestamptz, version bigint not null, priority smallint,
          primary key (task_name, task_instance));
        create index on scheduled_tasks (execution_time);
        create index on scheduled_tasks (last_heartbeat);
        grant all on scheduled_tasks to public;
        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        select '%s', gen_random_uuid()::text, now(), false, 1 from generate_series(1, %d)
        """
            .formatted(Members.KIND, members));
  }

  @Override
  public AutoCloseable start(HikariDataSource pool) {
    CustomTask<Void> member =
        Tasks.custom(Members.KIND, Void.class)
            .execute((instance, _) -> {
              observe(pool, UUID.fromString(instance.getId()));
              return (done, operations) -> operations.reschedule(done, Instant.now());
            });
    Scheduler scheduler =
        Scheduler.create(pool, member)
            .threads(threads)
            .pollingInterval(Duration.ofMillis(50))
            .pollUsingLockAndFetch(0.5, 4.0)
            .build();
    scheduler.start();
    return scheduler::stop;
  }

  private static void observe(HikariDataSource pool, UUID member) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(OBSERVE)) {
      statement.setObject(1, member);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("an observation could not be written", e);
    }
  }
}
