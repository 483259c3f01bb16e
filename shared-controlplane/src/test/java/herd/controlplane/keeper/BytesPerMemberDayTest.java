package herd.controlplane.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ControlPlane;
import herd.controlplane.TestPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Measures what one member costs in a day at a beat of 60 s (SAFETY 24), raw and thinned, and keeps
 * docs/operations.md honest about it: the figures are written to target/bytes-per-member-day.txt.
 */
class BytesPerMemberDayTest {

  private static final int MEMBERS = 100;

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  @Test
  void aMemberDayCostsWhatTheDocumentsSay() throws Exception {
    ControlPlane plane = PLANE.as("starter-tier");
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(5);
    String partition = "observation_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    asOwner(
        """
        create table control.%1$s (like control.observation including defaults);
        alter table control.observation attach partition control.%1$s
          for values from ('%2$s 00:00Z') to ('%3$s 00:00Z');
        update control.retention set thinned_until = '%2$s 00:00Z', ran_at = 'epoch'
        """
            .formatted(partition, day, day.plusDays(1)));
    // Looks come in the order of time; one in ten is a fresh login and brings the facts along.
    PLANE.sql(
        """
        insert into control.observation
        select t + m * interval '0.5 s', ('00000000-0000-4000-8000-' || lpad(m::text, 12, '0'))::uuid,
          900 + m, true, (extract(minute from t)::int + m) %% 10 = 0, 'ok', 'zone-' || m %% 3, 'worker-' || m %% 3,
          case when (extract(minute from t)::int + m) %% 10 = 0 then
            jsonb_build_object('size_bytes', 81234567 + m, 'rows', 123456, 'tables', 42, 'connections', 7,
              'transaction_age', 1234567, 'oldest_transaction_seconds', 3, 'version', '15.18',
              'cache_hit', 0.9983, 'deadlocks', 0, 'temp_bytes', 0) end
        from generate_series(timestamptz '%s 00:00Z', '%s 23:59Z', interval '1 minute') t,
          generate_series(1, %d) m
        """
            .formatted(day, day, MEMBERS));
    long raw = size(plane, partition);
    new Housekeeping(PLANE.source(TestPlane.OWNER)).retain();
    long thinned = size(plane, "observation_history");
    Files.writeString(
        Path.of("target/bytes-per-member-day.txt"),
        "raw %d bytes, thinned %d bytes per member and day%n".formatted(raw, thinned));
    assertThat(raw).isBetween(100_000L, 400_000L);
    assertThat(thinned).isBetween(5_000L, 40_000L);
  }

  private static long size(ControlPlane plane, String table) {
    return plane
            .dsl()
            .fetchSingle("select pg_total_relation_size('control." + table + "')")
            .into(Long.class)
        / MEMBERS;
  }

  private static void asOwner(String sql) throws Exception {
    try (Connection connection = PLANE.source(TestPlane.OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
