package herd.controlplane.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.controlplane.ControlPlane;
import herd.controlplane.TestPlane;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetentionTest {

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static final UUID QUIET = UUID.randomUUID();
  private static final UUID TROUBLED = UUID.randomUUID();
  private final LocalDate old = LocalDate.now(ZoneOffset.UTC).minusDays(5);

  private static ControlPlane plane;
  private final Housekeeping housekeeping = new Housekeeping(PLANE.source(TestPlane.OWNER));

  @BeforeAll
  static void open() {
    plane = PLANE.as("starter-tier");
  }

  /** Two members looked at every minute of one day five days ago; one had an incident at noon. */
  @BeforeEach
  void aDayLongPast() throws Exception {
    PLANE.sql(
        "truncate control.subject, control.observation, control.observation_history,"
            + " control.incident, control.incident_event, control.notice, control.lease");
    PLANE.sql("drop table if exists control." + partition(old));
    asOwner(
        "create table control.%1$s (like control.observation including defaults);"
                .formatted(partition(old))
            + "alter table control.observation attach partition control.%s for values from ('%s 00:00Z') to ('%s 00:00Z');"
                .formatted(partition(old), old, old.plusDays(1))
            + "update control.retention set thinned_until = '%s 00:00Z', ran_at = 'epoch'"
                .formatted(old));
    PLANE.sql(
        """
        insert into control.observation (at, subject_id, took_micros, well, fresh, outcome, vantage, worker)
        select t, id, 900, true, false, case when t::time = '06:07' then 'refused' else 'ok' end, 'a', 'w'
        from generate_series(timestamptz '%1$s 00:00Z', '%1$s 23:59Z', interval '1 minute') t,
          unnest(array['%2$s', '%3$s']::uuid[]) id;
        insert into control.incident (id, type, subject_id, owner, opened_at, resolved_at)
          values (gen_random_uuid(), 'lamp_flickers', '%3$s', 'starter-tier', '%1$s 12:00Z', '%1$s 12:10Z')
        """
            .formatted(old, QUIET, TROUBLED));
  }

  @Test
  void oneRowPerQuarterHourChangesOfOutcomeAndAllAroundIncidentsAreKept() throws Exception {
    assertThat(count("control.observation")).isEqualTo(2 * 1440);
    assertThat(housekeeping.retain()).contains("dropped [" + partition(old) + "]");
    // 96 quarter hours, and the change to refused and back.
    assertThat(history(QUIET)).isEqualTo(96 + 2);
    // 11:00 to 13:10 whole (129 of them within, ends excluded) instead of its 8 quarter hours
    // 11:15 … 13:00 that lie within.
    assertThat(history(TROUBLED)).isEqualTo(96 + 2 + 129 - 8);
    assertThat(count("control.observation")).isZero();
    assertThat(exists(partition(old))).isFalse();
  }

  @Test
  void afterNinetyDaysOnlyWhatIsAroundIncidentsIsKept() throws Exception {
    // It is 90 days old once the day five days ago is thinned.
    LocalDate past = old.minusDays(88);
    PLANE.sql(
        """
        insert into control.observation_history (at, subject_id, took_micros, well, fresh, outcome, vantage, worker)
        select t, id, 900, true, false, 'ok', 'a', 'w'
        from generate_series(timestamptz '%1$s 00:00Z', '%1$s 23:45Z', interval '15 minutes') t,
          unnest(array['%2$s', '%3$s']::uuid[]) id;
        insert into control.incident (id, type, subject_id, owner, opened_at, resolved_at)
          values (gen_random_uuid(), 'lamp_flickers', '%3$s', 'starter-tier', '%1$s 12:00Z', '%1$s 12:10Z')
        """
            .formatted(past, QUIET, TROUBLED));
    String then = " and at < '" + past.plusDays(1) + " 00:00Z'";
    assertThat(housekeeping.retain()).contains("pruned " + (2 * 96 - 8) + " rows");
    assertThat(history(QUIET, then)).isZero();
    // 11:15 to 13:00.
    assertThat(history(TROUBLED, then)).isEqualTo(8);
    assertThat(history(TROUBLED, then + " and at > '%s 11:00Z'".formatted(past))).isEqualTo(8);
  }

  @Test
  void whatIsYoungerThanNinetyDaysIsNotForgotten() throws Exception {
    PLANE.sql(
        "insert into control.observation_history (at, subject_id, took_micros, well, fresh, outcome,"
            + " vantage, worker) select now() - interval '89 days 23 hours', '%s', 1, true, true,"
                .formatted(QUIET)
            + " 'ok', 'a', 'w'");
    assertThat(housekeeping.retain()).contains("pruned 0 rows");
  }

  @Test
  void aSecondRunChangesNothing() throws Exception {
    housekeeping.retain();
    int kept = count("control.observation_history");
    assertThat(housekeeping.retain()).startsWith("thinned 0 hours to 0 rows, dropped []");
    assertThat(count("control.observation_history")).isEqualTo(kept);
  }

  @Test
  void whatIsYoungerThanTwoDaysStaysRaw() throws Exception {
    PLANE.sql(
        "insert into control.observation (at, subject_id, took_micros, well, fresh, outcome,"
            + " vantage, worker) select clock_timestamp(), '%s', 1, true, true, 'ok', 'a', 'w'"
                .formatted(QUIET));
    housekeeping.retain();
    assertThat(count("control.observation")).isEqualTo(1);
    assertThat(Partitions.ahead(plane.dsl())).isEqualTo(7);
  }

  @Test
  void aDetachmentThatWasCutOffIsFinished() throws Exception {
    try (Connection reader = PLANE.source(TestPlane.OWNER).getConnection();
        Statement reading = reader.createStatement()) {
      reader.setAutoCommit(false);
      reading.executeQuery("select 1 from control.observation limit 1").close();
      try (Connection owner = PLANE.source(TestPlane.OWNER).getConnection();
          Statement detaching = owner.createStatement()) {
        detaching.execute("set statement_timeout = '300ms'");
        assertThatThrownBy(() ->
                detaching.execute(
                    "alter table control.observation detach partition control."
                        + partition(old)
                        + " concurrently"))
            .hasMessageContaining("statement timeout");
      }
      reader.rollback();
    }
    // A partition half detached is not read from any more, so its hours were thinned before.
    asOwner("update control.retention set thinned_until = '%s 00:00Z'".formatted(old.plusDays(1)));
    assertThat(housekeeping.retain()).contains("dropped [" + partition(old) + "]");
    assertThat(exists(partition(old))).isFalse();
  }

  @Test
  void aDetachedPartitionThatWasLeftOverIsDropped() throws Exception {
    asOwner(
        "alter table control.observation detach partition control.%s;".formatted(partition(old))
            + "update control.retention set thinned_until = '%s 00:00Z'"
                .formatted(old.plusDays(1)));
    housekeeping.retain();
    assertThat(exists(partition(old))).isFalse();
  }

  @Test
  void leasesThatRanOutLongAgoAndStoriesPastTheirTimeAreRemoved() throws Exception {
    PLANE.sql(
        """
        insert into control.lease values (gen_random_uuid(), 'dead', false, 0, 1, now() - interval '2 hours');
        insert into control.observation_history (at, subject_id, took_micros, well, fresh, outcome, vantage, worker)
          values (now() - interval '91 days', gen_random_uuid(), 1, true, true, 'ok', 'a', 'w');
        insert into control.act (subject_id, at, act, why, took_micros, ok, detail, worker)
          values (gen_random_uuid(), now() - interval '91 days', 'X', '', 1, true, '', 'w')
        """);
    assertThat(housekeeping.retain()).contains("pruned 3 rows");
  }

  @Test
  void ofTwoKeepersOneWorks() throws Exception {
    try (Connection other = PLANE.source(TestPlane.OWNER).getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("select pg_advisory_lock(7450215)");
      assertThat(housekeeping.retain()).isEqualTo("another keeper is at it");
    }
  }

  private static String partition(LocalDate day) {
    return "observation_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  private static void asOwner(String sql) throws SQLException {
    try (Connection connection = PLANE.source(TestPlane.OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int history(UUID subject) {
    return history(subject, "");
  }

  private static int history(UUID subject, String and) {
    return count("control.observation_history where subject_id = '" + subject + "'" + and);
  }

  private static int count(String from) {
    return plane.dsl().fetchSingle("select count(*)::int from " + from).into(Integer.class);
  }

  private static boolean exists(String table) {
    return plane
        .dsl()
        .fetchSingle("select to_regclass('control." + table + "') is not null")
        .into(Boolean.class);
  }
}
