package herd.simulator;

import herd.simulator.http.Answers;
import herd.simulator.http.JettyErrors;
import herd.simulator.http.PassThrough;
import herd.simulator.market.Attaching;
import herd.simulator.market.ProvisionRequest;
import herd.simulator.market.Provisioning;
import herd.simulator.market.Sweep;
import herd.simulator.platform.Platform;
import herd.simulator.provider.ProviderClient;
import herd.simulator.state.Ledger;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A marketplace, standing in for Heroku: good enough for the unmodified Heroku CLI. One listener
 * serves the platform api and the identity host and passes the data api to the front door.
 * Thread-safe; what was begun when it is closed goes on at the next start with the same state file.
 */
public final class Simulator implements AutoCloseable {
  private static final int LARGEST_BODY = 1 << 20;

  /** The CLI's Request-Id alone grows to some 7 kB. */
  private static final int LARGEST_HEADERS = 32 << 10;

  private final SimulatorConfig config;
  private final Ledger ledger;
  private final ProviderClient provider;
  private final PassThrough passThrough;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final Javalin listener;
  private final Runnable resume;
  private final Sweep sweep;

  private Simulator(SimulatorConfig config) {
    this.config = config;
    this.ledger = Ledger.open(config.stateFile());
    this.provider = new ProviderClient(config);
    this.passThrough = new PassThrough(config);
    var attaching = new Attaching(config.manifest(), config.clock());
    var request = new ProvisionRequest(config, ledger, this::url);
    var provisioning = new Provisioning(config, ledger, provider, request, attaching, background);
    var platform = new Platform(config, ledger, attaching, provisioning, this::url);
    this.listener =
        Javalin.create(javalin -> {
          conventions(javalin);
          javalin.routes.get(
              "/health", ctx -> Answers.json(ctx, Answers.object().put("status", "ok")));
          javalin.routes.apiBuilder(platform);
          passThrough.mount(javalin.routes);
        });
    this.resume = provisioning::resume;
    this.sweep = new Sweep(ledger, provisioning, config.timing(), config.clock());
  }

  /** Listens when it returns; when it throws, nothing is left running or locked. */
  public static Simulator start(SimulatorConfig config) {
    var simulator = new Simulator(config);
    try {
      simulator.listener.start();
    } catch (RuntimeException e) {
      simulator.close();
      throw e;
    }
    simulator.resume.run();
    simulator.background.execute(simulator.sweep);
    return simulator;
  }

  /** How others reach it, without a slash at the end. */
  public URI url() {
    return config
        .publicUrl()
        .orElseGet(() -> URI.create("http://" + config.host() + ":" + listener.port()));
  }

  @Override
  public void close() {
    listener.stop();
    background.shutdownNow();
    try {
      background.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ledger.close(); // first: calls cut off below must not be taken for the provider's failures
    provider.close();
    passThrough.close();
  }

  private void conventions(JavalinConfig javalin) {
    javalin.startup.showJavalinBanner = false;
    javalin.concurrency.useVirtualThreads = true;
    javalin.jetty.host = config.host();
    javalin.jetty.port = config.port();
    javalin.jetty.modifyHttpConfiguration(http -> {
      http.setRequestHeaderSize(LARGEST_HEADERS);
      http.setSendServerVersion(false);
    });
    javalin.http.maxRequestSize = LARGEST_BODY;
    javalin.http.compressionStrategy = CompressionStrategy.NONE;
    javalin.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors()));
    Answers.mount(javalin.routes);
  }
}
