package herd.benchmarks.ring;

import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.Members;
import herd.benchmarks.Plane;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The least that can be done over the same tables: take in one transaction, observe and put back in
 * another, by threads that do nothing else. No lanes, versions, affinity or decisions.
 */
record RawSql(int clients, int batch) implements Contender {

  private static final String TAKE =
      """
      update control.subject set taken_until = clock_timestamp() + interval '20 s', taken_by = ?
      where id in (
        select id from control.subject
        where owner = ? and kind = ? and lane = 'ordinary' and due_at <= clock_timestamp()
          and (taken_until is null or taken_until < clock_timestamp())
        order by due_at limit ? for update skip locked)
      returning id
      """;

  private static final String OBSERVE =
      """
      insert into control.observation
        (at, subject_id, took_micros, well, fresh, outcome, vantage, worker)
      select clock_timestamp(), id, 1000, true, false, 'ok', 'bench', ? from unnest(?::uuid[]) id
      """;

  private static final String PUT_BACK =
      """
      update control.subject set due_at = clock_timestamp(), looked_at = clock_timestamp(),
        looked_from = 'bench', looked_by = ?, taken_until = null
      where id = any(?)
      """;

  @Override
  public String name() {
    return batch == 1
        ? "raw SQL, one member a transaction, %d clients".formatted(clients)
        : "raw SQL, batches of %d, %d clients".formatted(batch, clients);
  }

  @Override
  public int connections() {
    return clients;
  }

  @Override
  public void fill(Plane plane, int members) throws SQLException {
    Members.fill(plane, members);
  }

  @Override
  public AutoCloseable start(HikariDataSource pool) {
    return new Threads(clients, client -> rounds(pool, "raw-" + client));
  }

  private void rounds(HikariDataSource pool, String client) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement take = connection.prepareStatement(TAKE);
        PreparedStatement observe = connection.prepareStatement(OBSERVE);
        PreparedStatement putBack = connection.prepareStatement(PUT_BACK)) {
      connection.setAutoCommit(false);
      while (!Thread.currentThread().isInterrupted()) {
        List<UUID> taken = take(take, client);
        connection.commit();
        taken.sort(null);
        Array ids = connection.createArrayOf("uuid", taken.toArray());
        observe.setString(1, client);
        observe.setArray(2, ids);
        observe.executeUpdate();
        putBack.setString(1, client);
        putBack.setArray(2, ids);
        putBack.executeUpdate();
        connection.commit();
      }
    }
  }

  private List<UUID> take(PreparedStatement take, String client) throws SQLException {
    take.setString(1, client);
    take.setString(2, Plane.SERVICE);
    take.setString(3, Members.KIND);
    take.setInt(4, batch);
    List<UUID> taken = new ArrayList<>();
    try (ResultSet rows = take.executeQuery()) {
      while (rows.next()) {
        taken.add(rows.getObject(1, UUID.class));
      }
    }
    return taken;
  }
}
