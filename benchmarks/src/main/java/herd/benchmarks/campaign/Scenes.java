package herd.benchmarks.campaign;

import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Trouble at one exact moment each. Every scene ends with the audit and returns what is wrong. The
 * moment is found by locks in the control-plane database, of which the product knows nothing.
 */
final class Scenes {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int GATE = 4021;

  private final Stage stage;
  private final Audit audit;

  Scenes(Stage stage) {
    this.stage = stage;
    this.audit = new Audit(stage);
  }

  /** A worker dies after the marketplace has given the tokens and before they are stored. */
  List<String> diesBetweenGrantAnswerAndStore() throws Exception {
    String name;
    String zone;
    try (Connection gate =
        closedGate(
            "update on starter_tier.resource",
            "old.grant_state = 'sent' and new.grant_state = 'held'")) {
      name = stage.customer.buy("essential-0").name();
      String resource = "(select id from starter_tier.resource where name = '%s')".formatted(name);
      awaitSomebodyAtTheGate();
      zone = holder("subject_id = " + resource);
      stage.processes.kill(zone);
      // Its backend still stands at the gate, and would go on: the crash must take it along.
      stage.books.run(
          "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = "
              + GATE
              + " and not granted");
      openGate(gate, "starter_tier.resource");
    }
    stage.processes.start(zone);
    Waiting.until(
        "the lost grant is told to a human",
        PATIENCE,
        () ->
            stage.books.count(
                    ("control.incident i join starter_tier.resource r on r.id = i.subject_id where"
                            + " r.name = '%s' and i.type = 'grant_lost' and i.paged_at is not null")
                        .formatted(name))
                == 1);
    stage.customer.giveUp(name);
    return audit.afterRest(PATIENCE, List.of());
  }

  /**
   * A worker is frozen after its last check and before it acts; a successor makes the database, the
   * customer removes it again, and then the first one wakes up and acts.
   */
  List<String> frozenBetweenCheckAndAct() throws Exception {
    String name;
    String zone;
    try (Connection gate = closedGate("insert on control.lease", "new.shared");
        Connection table = stage.books.superuser();
        Statement lock = table.createStatement()) {
      name = stage.customer.buy("essential-0").name();
      awaitSomebodyAtTheGate();
      // The lease is being taken. What the act reads after its last check is locked away first.
      table.setAutoCommit(false);
      lock.execute("lock table starter_tier.resource in access exclusive mode");
      openGate(gate, "control.lease");
      zone = holder("shared");
      // Between the lease and the locked table lie a few statements: give them time to pass.
      Waiting.pass(Duration.ofSeconds(2));
      stage.processes.freeze(zone);
      table.rollback();
    }
    long frozen = stage.processes.pid(zone);
    Waiting.until(
        "a successor finishes",
        PATIENCE,
        () -> stage.customer.addon(name).filter(Customer.Addon::provisioned).isPresent());
    URI url = stage.customer.url(stage.customer.addon(name).orElseThrow()).orElseThrow();
    stage.customer.giveUp(name);
    Waiting.until(
        "it is gone again",
        PATIENCE,
        () ->
            stage.books.count(
                    "control.subject where name = '%s' and state = 'DESTROYED'".formatted(name))
                == 1);
    stage.processes.thaw(zone);
    List<String> wrong = new ArrayList<>();
    // Of this database only: the same worker may have failed at another one in the round before.
    String late =
        ("control.act where worker like '%s-%d-%%' and not ok"
                + " and subject_id = (select id from control.subject where name = '%s')")
            .formatted(zone, frozen, name);
    Waiting.until("the late act came off badly", PATIENCE, () -> stage.books.count(late) > 0);
    if (stage.books.count(late + " and detail like '%stale%'") == 0) {
      wrong.add(
          "the late act was not refused by the server's fence, but: "
              + stage.books.first("select detail from " + late).orElse(""));
    }
    wrong.addAll(audit.afterRest(PATIENCE, List.of(url)));
    return wrong;
  }

  /** The control plane's Postgres is killed in the midst of provisions, and stays away. */
  List<String> controlPlaneAway(Duration length) throws Exception {
    List<Customer.Addon> before = provisioned();
    stage.customer.buy("essential-0");
    stage.customer.buy("essential-0");
    stage.books.kill();
    List<String> wrong = allAnswer(before);
    Waiting.pass(length);
    stage.books.comeBack();
    stage.awaitProvisions(PATIENCE);
    wrong.addAll(audit.afterRest(PATIENCE, List.of()));
    return wrong;
  }

  /** All of Herd is killed at once, control plane included, and started again. */
  List<String> allKilledAndStartedAgain() throws Exception {
    List<Customer.Addon> before = provisioned();
    stage.customer.buy("essential-0");
    stage.customer.buy("essential-0");
    stage.processes.killAll();
    stage.books.kill();
    List<String> wrong = allAnswer(before);
    stage.books.comeBack();
    stage.processes.startAll();
    stage.awaitProvisions(PATIENCE);
    wrong.addAll(audit.afterRest(PATIENCE, List.of()));
    return wrong;
  }

  /** Their databases need nothing of Herd. */
  private List<String> allAnswer(List<Customer.Addon> addons) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Customer.Addon addon : addons) {
      Audit.answer(stage.customer.url(addon).orElseThrow())
          .ifPresent(why -> wrong.add("with Herd away " + addon.name() + " fails: " + why));
    }
    return wrong;
  }

  private List<Customer.Addon> provisioned() throws Exception {
    return stage.customer.addons().stream().filter(Customer.Addon::provisioned).toList();
  }

  /** From now on whoever writes such a row waits for the gate; its connection holds it closed. */
  private Connection closedGate(String write, String when) throws Exception {
    Connection gate = stage.books.superuser();
    try (Statement statement = gate.createStatement()) {
      statement.execute("select pg_advisory_lock(%d)".formatted(GATE));
      statement.execute(
          ("create or replace function public.at_the_gate() returns trigger language plpgsql"
                  + " security definer as $$ begin perform pg_advisory_xact_lock(%d); return new;"
                  + " end $$")
              .formatted(GATE));
      statement.execute(
          "create trigger gate before %s for each row when (%s) execute function public.at_the_gate()"
              .formatted(write, when));
    }
    return gate;
  }

  private void awaitSomebodyAtTheGate() throws Exception {
    Waiting.until(
        "somebody is at the gate",
        PATIENCE,
        () ->
            stage.books.count(
                    "pg_locks where locktype = 'advisory' and objid = %d and not granted"
                        .formatted(GATE))
                > 0);
  }

  private static void openGate(Connection gate, String table) throws Exception {
    try (Statement statement = gate.createStatement()) {
      statement.execute("select pg_advisory_unlock(%d)".formatted(GATE));
      statement.execute("drop trigger gate on " + table);
    }
  }

  /** The zone of the worker that holds a lease: a worker's name begins with it. */
  private String holder(String which) throws Exception {
    String query = "select holder from control.lease where " + which;
    Waiting.until("a lease is held", PATIENCE, () -> stage.books.first(query).isPresent());
    String holder = stage.books.first(query).orElseThrow();
    return stage.processes.zones().stream()
        .filter(zone -> holder.startsWith(zone + "-"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no zone has a worker " + holder));
  }
}
