package herd.constellation;

import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.RunAs;
import herd.service.RunningService;
import herd.service.ServiceContext;
import herd.service.http.SignalsServer;
import herd.simulator.Simulator;
import herd.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of Herd in this process, and real servers beside it. What a killed one left running is
 * adopted; closing ends every process, and the next start finds the fleet as it was.
 */
public final class Constellation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Constellation.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Folder folder;
  private final Ports ports;
  private final Wiring wiring;
  private final Binaries binaries;
  private final RunAs as;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private boolean closed;

  Constellation(Folder folder, Ports ports, Map<String, String> outside) {
    this.folder = folder;
    this.ports = ports;
    this.wiring = new Wiring(folder, ports, new Secrets(folder.secrets()), outside);
    this.binaries = Binaries.find(outside);
    this.as = RunAs.here(outside);
  }

  /** Returns when everything answers; when it throws, {@link #close} what was started. */
  void start() throws Exception {
    Files.deleteIfExists(folder.env());
    begin("control-plane Postgres", this::controlDatabase);
    begin("local servers", this::servers);
    begin("vantages", () -> Vantages.start(folder.cuts(), ports));
    for (Part part : Part.all(wiring)) {
      begin(part.toString(), () -> service(part));
    }
    begin("marketplace", this::marketplace);
    EnvFile.write(folder.env(), EnvFile.variables(wiring));
    LOG.info("ready");
  }

  Wiring wiring() {
    return wiring;
  }

  /** Ends all parts, the last started first, then the databases. Later calls do nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        LOG.warn("a part did not end well", e);
      }
    }
  }

  /** Not two at once, and not while it is being closed: what begins is always known to close. */
  private synchronized void begin(String what, Callable<AutoCloseable> start) throws Exception {
    if (closed) {
      throw new IllegalStateException("stopped while starting");
    }
    long before = System.nanoTime();
    running.push(start.call());
    LOG.atInfo()
        .addKeyValue("what", what)
        .addKeyValue("ms", Duration.ofNanos(System.nanoTime() - before).toMillis())
        .log("started");
  }

  private AutoCloseable controlDatabase() throws Exception {
    LocalPostgres postgres = ControlDatabase.start(folder, ports, binaries, wiring.secrets());
    return postgres::stop;
  }

  private AutoCloseable servers() throws IOException {
    LocalProvider provider =
        new LocalProvider(
            folder.servers(),
            binaries,
            ports.servers(),
            as,
            wiring.secrets().sshKey().publicLine());
    try {
      provider.resume();
      return provider::suspend;
    } catch (RuntimeException e) {
      provider.suspend(); // what it had booted already
      throw e;
    }
  }

  private static AutoCloseable service(Part part) throws Exception {
    ServiceContext context = new ServiceContext(part.service().name(), part.environment());
    RunningService service = RunningService.start(context, part.choices());
    try {
      context.shared(SignalsServer.class, SignalsServer::open);
    } catch (Exception e) {
      service.close();
      throw e;
    }
    return () -> service.drain(DRAIN);
  }

  private AutoCloseable marketplace() {
    return Simulator.start(
        SimulatorConfig.onLoopback(
            ports.marketplace(),
            Optional.of(folder.marketplace()),
            URI.create(wiring.frontDoorUrl()),
            wiring.manifest(),
            List.of(wiring.customer())));
  }
}
