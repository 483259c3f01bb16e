package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A simulator, a real provider for it to call, two customers, and a clock moved by hand. */
final class Rig implements AutoCloseable {
  static final Manifest MANIFEST =
      new Manifest("heroku-postgresql", "addon-password", "salt-and-pepper", "client-secret");
  static final Customer ANN = new Customer("ann@example.org", "token-of-ann");
  static final Customer BOB = new Customer("bob@example.org", "token-of-bob");

  /** As documented, only shorter. */
  static final Timing QUICK =
      new Timing(
          Duration.ofSeconds(20),
          3,
          Duration.ofMillis(10),
          Duration.ofHours(12),
          Duration.ofMinutes(5),
          Duration.ofHours(8),
          Duration.ofMillis(50));

  final TestProvider provider = new TestProvider();
  private volatile Instant now = Instant.now();
  private final Timing timing;
  private final Optional<Path> stateFile;
  private Simulator simulator;

  Rig() {
    this(QUICK, Optional.empty());
  }

  Rig(Timing timing, Optional<Path> stateFile) {
    this.timing = timing;
    this.stateFile = stateFile;
    this.simulator = started();
  }

  private Simulator started() {
    InstantSource clock = this::now;
    return Simulator.start(
        SimulatorConfig.onLoopback(0, stateFile, provider.url(), MANIFEST, List.of(ANN, BOB))
            .with(timing)
            .with(clock));
  }

  void restart() {
    simulator.close();
    simulator = started();
  }

  void passes(Duration time) {
    now = now.plus(time);
  }

  Instant now() {
    return now;
  }

  Api ann() {
    return as("Bearer " + ANN.token());
  }

  Api bob() {
    return as("Bearer " + BOB.token());
  }

  Api as(String authorization) {
    return new Api(simulator.url(), authorization);
  }

  /** The provider's side: the access token for one provision it got. */
  Api partner(JsonNode provision) {
    Api.Answer answer =
        as("")
            .form(
                "/oauth/token",
                "grant_type=authorization_code&client_secret=client-secret&code="
                    + provision.at("/oauth_grant/code").asText());
    assertThat(answer.status()).isEqualTo(200);
    return as("Bearer " + answer.text("/access_token"));
  }

  /** An app of Ann's with this name. */
  void app(String name) {
    assertThat(ann().post("/apps", "{'name':'" + name + "'}").status()).isEqualTo(201);
  }

  /** An add-on on it, as the provider is scripted to answer. */
  Api.Answer create(String app) {
    return create(app, "");
  }

  Api.Answer create(String app, String more) {
    String plan = "'plan':{'name':'heroku-postgresql:essential-0'}";
    return ann().post("/apps/" + app + "/addons", "{" + plan + more + "}");
  }

  static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plusSeconds(20);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("still waiting until " + what).isBefore(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    provider.release();
    simulator.close();
    provider.close();
  }
}
