package herd.benchmarks.scenario;

import herd.benchmarks.scenario.Step.Claim;
import herd.benchmarks.stage.Books;
import herd.benchmarks.stage.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Whether what a story claims is so, by the books and by the customers' ledgers. */
final class Judge {

  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final int SOME_WRITES = 10;

  private final Books books;
  private final Patient patient;
  private final Optional<Sides> sides;
  private final Known known;

  Judge(Books books, Patient patient, Optional<Sides> sides, Known known) {
    this.books = books;
    this.patient = patient;
    this.sides = sides;
    this.known = known;
  }

  /** What was told already: each failover and restart must be announced once, and no other come. */
  static final class Known {
    private Instant since = Instant.now();
    private int failovers;
    private int restarts;

    /** What came before does not count. */
    void restNow() {
      since = Instant.now();
    }
  }

  /** Takes all that was until now for told. */
  void begin() throws SQLException {
    known.failovers = failovers();
    known.restarts = restarts();
  }

  /** A claim that does not hold. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  /** What was found, in a few words. */
  String judge(Claim claim, Duration within) throws Exception {
    return switch (claim) {
      case FAILOVER -> {
        await(claim, within, () -> failovers() == known.failovers + 1);
        known.failovers++;
        yield receipt();
      }
      case RESTART -> {
        await(claim, within, () -> restarts() == known.restarts + 1);
        known.restarts++;
        yield "started again";
      }
      case NO_FAILOVER -> noFailover();
      case GUARDED -> guarded(within);
      case WRITES -> {
        int before = writes();
        await(claim, within, () -> writes() >= before + SOME_WRITES);
        yield writes() + " acknowledged so far";
      }
      case NO_WRITES -> noWrites();
      case NOTHING_LOST -> nothingLost();
      case LOSS_COUNTED -> lossCounted(within);
      case ONE_LEADER -> oneLeader();
      case NO_INCIDENT -> noIncident();
      case REST -> {
        await(claim, within, () -> unrest() == 0);
        known.restNow();
        yield "";
      }
    };
  }

  String incident(String type, Duration within) throws Exception {
    await(
        "incident " + type,
        within,
        () -> incidents().stream().anyMatch(incident -> incident.startsWith(type + " ")));
    return String.join("; ", incidents());
  }

  private static void await(Object claim, Duration within, Callable<Boolean> condition)
      throws Exception {
    try {
      Waiting.until(String.valueOf(claim), within, condition);
    } catch (AssertionError e) {
      throw new Broken(String.valueOf(e.getMessage()));
    }
  }

  int failovers() throws SQLException {
    return books.count(
        "production_tier.failover where moved_at is not null and resource_id = " + quotedId());
  }

  private int promotions() throws SQLException {
    return books.count(
        "production_tier.failover where promoted_at is not null and resource_id = " + quotedId());
  }

  int restarts() throws SQLException {
    return books.count(
        """
        (select t.to_state, lag(t.to_state) over (order by t.id) as before
           from control.transition t join control.subject s on s.id = t.subject_id
          where s.kind = 'pair' and s.part_of = %s and t.to_state <> 'DOUBTFUL') moves
        where before = 'RESTARTING' and to_state = 'GUARDED'
        """
            .formatted(quotedId()));
  }

  private String receipt() throws SQLException {
    return books
        .first(
            "select receipt || ', ' || receipt_why from production_tier.failover"
                + " where moved_at is not null and resource_id = "
                + quotedId()
                + " order by id desc limit 1")
        .orElse("");
  }

  private String noFailover() throws Exception {
    int more = promotions() - known.failovers;
    if (more != 0) {
      throw new Broken("so many more servers were promoted: " + more);
    }
    return "";
  }

  private String guarded(Duration within) throws Exception {
    Instant asked = Instant.now();
    await(
        Claim.GUARDED,
        within,
        () ->
            books.count(
                        """
                        control.observation o join control.subject s on s.id = o.subject_id
                        where s.kind = 'pair' and s.part_of = %s and o.well
                        and o.at - o.took_micros * interval '1 us' > '%s'
                        """
                            .formatted(quotedId(), asked))
                    > 0
                && patient.database().formed());
    return "by " + patient.database().leader();
  }

  int writes() {
    return sides().ledger().size();
  }

  private String noWrites() throws Broken {
    int before = writes();
    Waiting.pass(SHORT);
    if (writes() > before) {
      throw new Broken((writes() - before) + " rows were acknowledged");
    }
    return "for " + SHORT.toSeconds() + " s";
  }

  private String nothingLost() throws Exception {
    List<Side.Acknowledged> lost = sides().lost();
    if (!lost.isEmpty()) {
      throw new Broken("%d of %d rows are lost: %s".formatted(lost.size(), writes(), lost));
    }
    return writes() + " rows";
  }

  private String lossCounted(Duration within) throws Exception {
    String failovers = "production_tier.failover where promoted_at is not null and resource_id = ";
    await(
        Claim.LOSS_COUNTED,
        within,
        () -> books.count(failovers + quotedId() + " and lost_commits is null") == 0);
    int lost = sides().lost().size();
    // What was sent and never answered may have been committed before the server was lost.
    int most = lost + sides().lostUnanswered();
    int told =
        Integer.parseInt(
            books
                .first("select coalesce(sum(lost_commits), 0) from " + failovers + quotedId())
                .orElse("0"));
    if (told < lost || told > most) {
      throw new Broken("%d to %d rows are lost, the reports tell %d".formatted(lost, most, told));
    }
    return "%d of %d rows, %d told".formatted(lost, writes(), told);
  }

  private String oneLeader() throws Exception {
    int promotions = promotions();
    List<Side.Acknowledged> ledger = sides().ledger();
    Optional<String> broken = OneLeader.broken(ledger, promotions);
    if (broken.isPresent()) {
      throw new Broken(broken.get());
    }
    return "%d rows, %d promotions".formatted(ledger.size(), promotions);
  }

  private String noIncident() throws Exception {
    List<String> incidents = incidents();
    if (!incidents.isEmpty()) {
      throw new Broken(String.join("; ", incidents));
    }
    return "";
  }

  private int unrest() throws SQLException {
    return books.count(
            "control.incident i join control.subject s on s.id = i.subject_id"
                + " where i.resolved_at is null and s.kind in ('resource', 'pair', 'server')")
        + books.count(
            "control.subject where kind in ('resource', 'pair', 'server')"
                + " and state not in ('AVAILABLE', 'GUARDED', 'DESTROYED', 'DISSOLVED')");
  }

  /** About databases, their pairs and servers, whether they are over or not. */
  private List<String> incidents() throws SQLException {
    return books.list(
        """
        select i.type || ' on ' || s.kind || ' ' || s.name || ': ' || e.what || ', ' || e.detail
        from control.incident_event e join control.incident i on i.id = e.incident_id
        join control.subject s on s.id = i.subject_id
        where e.what in ('opened', 'opened again') and e.at > '%s'
        and s.kind in ('resource', 'pair', 'server')
        order by e.id
        """
            .formatted(known.since));
  }

  private Sides sides() {
    return sides.orElseThrow(() -> new IllegalStateException("nobody writes"));
  }

  private String quotedId() {
    return "'" + patient.id() + "'";
  }
}
