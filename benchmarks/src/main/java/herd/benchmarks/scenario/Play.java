package herd.benchmarks.scenario;

import herd.benchmarks.failover.Premium;
import herd.benchmarks.scenario.Judge.Broken;
import herd.benchmarks.scenario.Judge.Known;
import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Plays scenarios on one stage, and tells each step with its time. It remembers its database from
 * one script to the next. Not for threads.
 */
final class Play implements AutoCloseable {

  private static final Duration PROVISION = Duration.ofMinutes(5);

  private final Stage stage;
  private final Consumer<String> audience;
  private final boolean keeps;
  private String plan = "";
  private Optional<Patient> patient = Optional.empty();
  private Optional<Sides> sides = Optional.empty();
  private Optional<Customer.Addon> addon = Optional.empty();
  private Known known = new Known();

  Play(Stage stage, Consumer<String> audience) {
    this(stage, audience, false);
  }

  /**
   * @param keeps whether the database that is there, and who writes to it, will do for a script
   *     that asks for one of its plan; after a claim that did not hold it will not
   */
  Play(Stage stage, Consumer<String> audience, boolean keeps) {
    this.stage = stage;
    this.audience = audience;
    this.keeps = keeps;
  }

  /** Empty when every claim held; else the first that did not, with its line. */
  Optional<String> play(Script script) throws Exception {
    long begun = System.nanoTime();
    known = new Known();
    if (patient.isPresent()) {
      judge().begin();
    }
    for (Script.Line line : script.lines()) {
      try {
        tell(begun, line.text(), step(line.step()));
      } catch (Broken e) {
        tell(begun, line.text(), "FAILED: " + e.getMessage());
        plan = "";
        return Optional.of(line.text() + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private void tell(long begun, String line, String outcome) {
    audience.accept(
        String.format(
            Locale.ROOT, "%6.1f s  %-40s %s", (System.nanoTime() - begun) / 1e9, line, outcome));
  }

  private String step(Step step) throws Exception {
    return switch (step) {
      case Step.Provision(String plan) -> provision(plan);
      case Step.WriteToBoth() -> write();
      case Step.Befalls(var harm, var whom) -> patient().suffer(harm, whom);
      case Step.Worker(var blow, String zone) -> strike(blow, zone);
      case Step.Cut(String zone) -> {
        stage.ways.cut(zone);
        yield "";
      }
      case Step.Mend(String zone) -> {
        stage.ways.mend(zone);
        yield "";
      }
      case Step.StopControlPlane() -> {
        stage.books.kill();
        yield "";
      }
      case Step.StartControlPlane() -> {
        stage.books.comeBack();
        yield "";
      }
      case Step.SwitchOver() -> {
        stage.switchOver(patient().id());
        yield "";
      }
      case Step.Pass(Duration length) -> {
        Waiting.pass(length);
        yield "";
      }
      case Step.Expect(var claim, Duration within) -> judge().judge(claim, within);
      case Step.ExpectIncident(String type, Duration within) -> judge().incident(type, within);
    };
  }

  private String provision(String wanted) throws Exception {
    if (keeps && plan.equals(wanted)) {
      patient().database().awaitFormed();
      return "there is one";
    }
    leave();
    plan = wanted;
    Customer.Addon bought = stage.customer.buy(wanted);
    addon = Optional.of(bought);
    Waiting.until(
        bought.name() + " is provisioned",
        PROVISION,
        () -> stage.customer.addon(bought.name()).filter(Customer.Addon::provisioned).isPresent());
    Premium database =
        new Premium(stage.books, UUID.fromString(bought.id()), !wanted.contains("async"));
    database.awaitFormed();
    patient = Optional.of(new Patient(stage, database, url()));
    known = new Known();
    return bought.name() + ", led by " + database.leader();
  }

  private String write() throws Exception {
    if (sides.isPresent()) {
      return "they do";
    }
    sides = Optional.of(new Sides(patient().database(), url(), stage.networks.customers()));
    return "";
  }

  /** As the platform tells it at the moment. */
  private URI url() throws Exception {
    Customer.Addon bought = stage.customer.addon(addon.orElseThrow().name()).orElseThrow();
    return stage.customer.url(bought).orElseThrow();
  }

  private String strike(Step.Blow blow, String zone) throws Exception {
    switch (blow) {
      case KILL -> stage.processes.kill(zone);
      case START -> stage.processes.start(zone);
      case STALL -> stage.processes.freeze(zone);
      case WAKE -> stage.processes.thaw(zone);
    }
    return "";
  }

  private Patient patient() {
    return patient.orElseThrow(() -> new IllegalStateException("no database is provisioned yet"));
  }

  /** What was so far, by the books and the ledgers. */
  record Tally(int failovers, int restarts, int rows) {}

  Tally tally() throws Exception {
    Judge judge = judge();
    return new Tally(judge.failovers(), judge.restarts(), judge.writes());
  }

  private Judge judge() {
    return new Judge(stage.books, patient(), sides, known);
  }

  /** The database is not needed any more. */
  void leave() throws Exception {
    close();
    if (addon.isPresent()) {
      stage.customer.giveUp(addon.get().name());
      addon = Optional.empty();
    }
  }

  @Override
  public void close() {
    sides.ifPresent(Sides::close);
    sides = Optional.empty();
    patient.ifPresent(Patient::close);
    patient = Optional.empty();
  }
}
