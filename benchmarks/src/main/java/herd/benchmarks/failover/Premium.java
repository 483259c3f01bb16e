package herd.benchmarks.failover;

import herd.benchmarks.stage.Books;
import herd.benchmarks.stage.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One premium database in Herd's books.
 *
 * @param synchronous whether its commits wait for the standby
 */
public record Premium(Books books, UUID resource, boolean synchronous) {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  public Premium(Books books, UUID resource) {
    this(books, resource, true);
  }

  /** Its leader is guarded by a standby that may be promoted. */
  public void awaitFormed() throws Exception {
    Waiting.until("the pair of " + resource + " is formed", LIMIT, this::formed);
  }

  public boolean formed() throws SQLException {
    return books.count(
                "control.subject where kind = 'pair' and state = 'GUARDED' and part_of = "
                    + quoted(resource))
            == 1
        && (!synchronous || ofServer("STANDBY", "p.standing").equals("QUALIFIED"));
  }

  public String leader() throws SQLException {
    return ofServer("LEADER", "s.id");
  }

  /** Empty while there is none. */
  public String standby() throws SQLException {
    return ofServer("STANDBY", "s.id");
  }

  /** Where it may be reached, the leader's first. */
  public List<String> ports() throws SQLException {
    return List.of(ofServer("LEADER", "s.port"), ofServer("STANDBY", "s.port"));
  }

  /** The leader's address and port, with a colon between. */
  public String leaderPlace() throws SQLException {
    return ofServer("LEADER", "s.address || ':' || s.port");
  }

  /** The same of each server that has a place, by its id. */
  public Map<String, String> servers() throws SQLException {
    Map<String, String> places = new HashMap<>();
    for (String both :
        books.list(
            "select s.id || ' ' || s.address || ':' || s.port from production_tier.placement p"
                + " join production_tier.server s on s.id = p.server_id"
                + " where s.port is not null and s.certificate is not null and p.resource_id = "
                + quoted(resource))) {
      String[] parts = both.split(" ", 2);
      places.put(parts[0], parts[1]);
    }
    return places;
  }

  /** The ids of all servers that are no more, whosever they were. */
  public Set<String> destroyed() throws SQLException {
    return Set.copyOf(
        books.list("select id from production_tier.server where destroyed_at is not null"));
  }

  private String ofServer(String role, String column) throws SQLException {
    return books
        .first(
            "select %s from production_tier.placement p join production_tier.server s on s.id = p.server_id where p.role = '%s' and p.resource_id = %s"
                .formatted(column, role, quoted(resource)))
        .orElse("");
  }

  /** Every old leader has been seen stopped, and not only muted. */
  boolean stoppedAll() throws SQLException {
    return books.count(
            "production_tier.failover where stopped_at is null and resource_id = "
                + quoted(resource))
        == 0;
  }

  /** When the pair began to doubt its leader. */
  Optional<Duration> noticed(Instant fault) throws SQLException {
    return after(fault, "from_state = 'GUARDED'");
  }

  Optional<Duration> promoted(Instant fault) throws SQLException {
    return after(fault, "to_state = 'ALONE'");
  }

  Optional<Duration> restarted(Instant fault) throws SQLException {
    return after(fault, "from_state = 'RESTARTING' and to_state = 'GUARDED'");
  }

  /** The first transition of the kind; the books' clock is this machine's too. */
  private Optional<Duration> after(Instant fault, String kind) throws SQLException {
    return books
        .first(
            """
            select (extract(epoch from t.at - '%s'::timestamptz) * 1000)::bigint
            from control.transition t join control.subject s on s.id = t.subject_id
            where s.kind = 'pair' and s.part_of = %s and t.at > '%s' and %s
            order by t.id limit 1
            """
                .formatted(fault, quoted(resource), fault, kind))
        .map(millis -> Duration.ofMillis(Long.parseLong(millis)));
  }

  private static String quoted(UUID id) {
    return "'" + id + "'";
  }
}
