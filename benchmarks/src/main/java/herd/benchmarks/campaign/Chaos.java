package herd.benchmarks.campaign;

import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import herd.fleet.provider.Machine;
import herd.fleet.provider.ProviderTrouble;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A round of trouble: while a customer asks for databases and removes some of them, at any moment
 * of their making, worker processes are killed with -9 and started again, and the servers' Postgres
 * too. Every choice comes from one seed; what the machine makes of it does not.
 */
final class Chaos {

  private static final Duration REST = Duration.ofMinutes(2);
  private static final Duration LONGEST_START = Duration.ofMillis(1500);
  private static final Duration LONGEST_AIM = Duration.ofSeconds(1);

  private final Stage stage;
  private final long seed;
  private final Random random;
  private final List<URI> gone = new CopyOnWriteArrayList<>();
  private final Set<String> unwanted = new ConcurrentSkipListSet<>();
  private int cut;
  private int grantsLost;

  Chaos(Stage stage, long seed) {
    this.stage = stage;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Plays it, waits for rest, and audits. */
  Round play(int kills, int databases, int postgresKills) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Exception> trouble = new CopyOnWriteArrayList<>();
    long customersSeed = random.nextLong();
    Thread customer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                buyAndRemove(new Random(customersSeed), databases, over);
              } catch (Exception e) {
                trouble.add(e);
              }
            });
    int revived = 0;
    for (int kill = 0; kill < kills; kill++) {
      killOne();
      if (revived < postgresKills && kill >= (revived + 1) * kills / (postgresKills + 1)) {
        revived += killPostgres() ? 1 : 0;
      }
    }
    over.set(true);
    customer.join();
    if (!trouble.isEmpty()) {
      throw trouble.getFirst();
    }
    long begun = System.nanoTime();
    List<String> wrong = settle();
    double rest = (System.nanoTime() - begun) / 1e9;
    return new Round(
        "chaos",
        seed,
        kills,
        cut,
        revived,
        stage.customer.addons().size(),
        unwanted.size(),
        grantsLost,
        rest,
        0,
        0,
        wrong);
  }

  private void killOne() throws Exception {
    List<String> all = stage.processes.names();
    String name = all.get(random.nextInt(all.size()));
    long pid = stage.processes.pid(name);
    Waiting.pass(Duration.ofMillis(random.nextInt(800)));
    within(LONGEST_START, "control.subject where looked_by like '%s-%d-%%'", name, pid);
    if (random.nextBoolean()) {
      within(LONGEST_AIM, "control.lease where holder like '%s-%d-%%'", name, pid);
      Waiting.pass(Duration.ofMillis(random.nextInt(250)));
    }
    stage.processes.kill(name);
    cut += stage.books.count("control.lease where holder like '%s-%d-%%'".formatted(name, pid));
    stage.processes.start(name);
  }

  /**
   * A blow is held back until its victim has looked at something, and every other one until it
   * acts; but not for long, for whoever is just starting may be killed as well.
   */
  private void within(Duration limit, String sign, String name, long pid) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (stage.books.count(sign.formatted(name, pid)) == 0 && System.nanoTime() < end) {
      Waiting.pass(Duration.ofMillis(20));
    }
  }

  private boolean killPostgres() {
    List<Machine> machines = stage.machines();
    if (machines.isEmpty()) {
      return false;
    }
    try {
      Machine machine = machines.get(random.nextInt(machines.size()));
      stage.provider.faults().killPostgres(machine.providerId());
      return true;
    } catch (ProviderTrouble e) {
      return false; // none runs there yet, or none any more
    }
  }

  private void buyAndRemove(Random choice, int databases, AtomicBoolean over) throws Exception {
    int asked = 0;
    while (!over.get()) {
      List<Customer.Addon> mine = stage.customer.addons();
      if (asked < databases && (mine.size() < 3 || choice.nextInt(3) > 0)) {
        asked += stage.customer.ask("essential-0").isPresent() ? 1 : 0;
      } else if (!mine.isEmpty()) {
        remove(mine.get(choice.nextInt(mine.size())));
      }
      Waiting.pass(Duration.ofMillis(choice.nextInt(1500)));
    }
  }

  private void remove(Customer.Addon addon) throws Exception {
    Optional<URI> url = stage.customer.url(addon);
    if (stage.customer.remove(addon.name())) {
      unwanted.add(addon.id());
      url.ifPresent(gone::add);
    }
  }

  private List<String> settle() throws Exception {
    grantsLost = stage.awaitProvisions(REST).size();
    return new Audit(stage).afterRest(REST, gone);
  }
}
