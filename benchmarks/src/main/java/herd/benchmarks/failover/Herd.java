package herd.benchmarks.failover;

import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

/** One premium database of the production tier. */
final class Herd implements Contender {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Stage stage;
  private final Customer.Addon addon;
  private final Premium database;
  private Optional<String> gone = Optional.empty();

  Herd(Stage stage, Customer.Addon addon) {
    this.stage = stage;
    this.addon = addon;
    this.database = new Premium(stage.books, UUID.fromString(addon.id()));
  }

  @Override
  public String words() {
    return "Herd, premium-0";
  }

  @Override
  public void awaitFormed() throws Exception {
    database.awaitFormed();
  }

  @Override
  public Address address() throws Exception {
    return Address.of(url(), database.ports());
  }

  @Override
  public Optional<Callable<Address>> published() {
    return Optional.of(() -> {
      URI url = url();
      return Address.of(url, List.of(Integer.toString(url.getPort())));
    });
  }

  private URI url() throws Exception {
    return stage.customer.url(addon).orElseThrow();
  }

  @Override
  public void lose(Loss loss) throws Exception {
    String leader = database.leader();
    switch (loss) {
      case PROCESS -> stage.provider.faults().killPostgresWhole(leader);
      case SERVER -> {
        gone = Optional.of(leader);
        stage.provider.faults().loseServer(leader);
      }
      case SILENCE -> {
        gone = Optional.of(leader);
        stage.provider.faults().freeze(leader);
      }
      case STANDBY -> {
        gone = Optional.of(database.standby());
        stage.provider.faults().loseServer(gone.get());
      }
      case STANDBY_SILENCE -> {
        gone = Optional.of(database.standby());
        stage.provider.faults().freeze(gone.get());
      }
      case SWITCHOVER -> stage.switchOver(UUID.fromString(addon.id()));
    }
  }

  @Override
  public Optional<Course> course(Loss loss, Instant fault) throws Exception {
    if (loss == Loss.STANDBY || loss == Loss.STANDBY_SILENCE) {
      return Optional.empty();
    }
    Waiting.until(
        loss.words() + " is dealt with",
        LIMIT,
        () -> database.promoted(fault).isPresent() || database.restarted(fault).isPresent());
    Duration noticed = database.noticed(fault).orElseThrow();
    Optional<Duration> promoted = database.promoted(fault);
    Duration mended = (promoted.isPresent() ? promoted : database.restarted(fault)).orElseThrow();
    return Optional.of(new Course(noticed, mended, promoted.isPresent()));
  }

  /** Only when it is stopped for good: its provider may be about to stop the machine. */
  @Override
  public void heal() throws Exception {
    if (gone.isPresent()) {
      Waiting.until("the old leader is stopped for good", LIMIT, database::stoppedAll);
      stage.provider.faults().heal(gone.get());
      gone = Optional.empty();
    }
  }
}
