package herd.production.api;

import herd.tier.LivingTier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;

/** A customer who writes a row every 50 ms, and keeps what was acknowledged without a warning. */
final class Ledger {

  private final Shop shop;
  private final String id;
  private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
  private final Thread writer;

  private Ledger(Shop shop, String id) {
    this.shop = shop;
    this.id = id;
    this.writer = Thread.ofVirtual().unstarted(this::write);
  }

  static Ledger of(Shop shop, String id) throws Exception {
    shop.sql(id, "create table ledger (n int primary key)");
    Ledger ledger = new Ledger(shop, id);
    ledger.writer.start();
    return ledger;
  }

  Set<Integer> acknowledged() {
    return acknowledged;
  }

  /** What the database has once nothing is written any more. */
  Set<Integer> kept() throws Exception {
    writer.interrupt();
    writer.join();
    Set<Integer> kept = new TreeSet<>();
    try (Connection connection = LivingTier.connect(shop.urlOf(id));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select n from ledger")) {
      while (rows.next()) {
        kept.add(rows.getInt(1));
      }
    }
    return kept;
  }

  /** Reads its URL anew whenever it must connect, as an app does that is restarted. */
  private void write() {
    int next = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try (Connection connection = LivingTier.connect(shop.urlOf(id));
          PreparedStatement insert = connection.prepareStatement("insert into ledger values (?)")) {
        while (true) {
          insert.setInt(1, ++next);
          insert.executeUpdate();
          if (insert.getWarnings() == null) {
            acknowledged.add(next);
          }
          TimeUnit.MILLISECONDS.sleep(50);
        }
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        next++;
      } catch (Exception e) {
        return;
      }
    }
  }
}
