package herd.tier;

import herd.fleet.local.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The control plane's books as a test reads them. */
record SuperuserBooks(LocalPostgres postgres) {

  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One value. */
  String value(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
    }
  }

  void lookAtAll() throws SQLException {
    value(
        "with due as (update control.subject set due_at = clock_timestamp(), looked_by = null"
            // Never waits for a worker that puts a batch of them back, and so never deadlocks with
            // it.
            + " where id in (select id from control.subject where due_at is not null"
            + " and kind in ('server', 'resource') for update skip locked) returning kind)"
            + " select count(pg_notify('herd_due', kind)) from (select distinct kind from due) d");
  }

  /** What a failed wait should show. Its first line alone says what stands still, and why. */
  String trouble() throws SQLException {
    return "; not at rest: "
        + value(
            "select coalesce(string_agg(kind || ' ' || state, ', '), 'nobody') from"
                + " control.subject where kind <> 'vantage' and due_at is not null"
                + " and state not in ('AVAILABLE', 'GUARDED', 'FOLLOWING', 'WATCHING')")
        + "; failed last: "
        + value(
            "select coalesce(string_agg(act || ' ' || translate(detail, chr(10), ' '), ', '), 'nothing')"
                + " from (select * from control.act where not ok order by id desc limit 2) latest")
        + "\n"
        + value(
            "select coalesce(string_agg(kind || ' ' || name || ' ' || state || ' ' ||"
                + " array_to_string(troubles, ','), chr(10)), '') from control.subject")
        + "\n"
        + value(
            "select coalesce(string_agg(act || ' ' || ok || ' ' || detail, chr(10)), '') from"
                + " (select * from control.act order by id desc limit 10) latest")
        + "\n"
        + value(
            "select coalesce(string_agg(at || ' ' || kind || ' ' || vantage || ' ' || outcome || ' '"
                + " || coalesce(facts::text, ''), chr(10)), '') from (select o.*, kind from"
                + " control.observation o join control.subject s on s.id = o.subject_id order by at"
                + " desc limit 12) latest");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl("postgres"), LocalPostgres.SUPERUSER, postgres.password());
  }
}
