package herd.tier.process;

import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Senses;
import herd.controlplane.ring.Signals;
import herd.controlplane.ring.StallWatch;
import herd.controlplane.ring.WakeUps;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import herd.controlplane.vantage.Reference;
import herd.controlplane.vantage.ReferenceSense;
import herd.fleet.Vantage;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.provider.Provider;
import herd.fleet.relay.Echo;
import herd.fleet.ssh.SshIdentity;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.Running;
import herd.service.Sealer;
import herd.service.ServiceContext;
import herd.tier.Reach;
import herd.tier.server.ClusterMaker;
import herd.tier.server.ServerRing;
import herd.tier.server.Servers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the processes of one tier's service share in one JVM: the pool, the sealer, and, once a ring
 * process asks for it, the way to the fleet. Opened once per service context, closed after all.
 */
public final class TierParts implements AutoCloseable {

  private static final Duration ECHO_LIMIT = Duration.ofMillis(800);

  private final ServiceContext context;
  private final HikariDataSource pool;
  private final ControlPlane plane;
  private final Sealer sealer;
  private final Signals signals;

  private TierParts(ServiceContext context) {
    this.context = context;
    DatabaseConfig database = Release.own(context);
    this.sealer =
        Sealer.fromEnvironment(
            context.environment(),
            context.environment().read(variables -> variables.flag("HERD_LAPTOP")));
    this.pool = Databases.pool(database, context.service(), context.service().replace('-', '_'));
    this.plane = new ControlPlane(pool, context.service());
    this.signals = new LoopMetrics(context.metrics());
    context.health().check("control plane", () -> Databases.check(pool));
  }

  public static TierParts of(ServiceContext context) throws Exception {
    return context.shared(TierParts.class, TierParts::new);
  }

  public ControlPlane plane() {
    return plane;
  }

  public Sealer sealer() {
    return sealer;
  }

  /** The worker's eyes and hands, from the vantage its environment names. */
  public Reach reach() throws Exception {
    return context.shared(Reach.class, this::openReach);
  }

  private Reach openReach(ServiceContext in) {
    FleetConfig config = in.environment().read(FleetConfig::from);
    return Reach.open(plane, config.asVantage(), provider(config), identity(config), sealer)
        .withEcho(config.echo());
  }

  private Provider provider(FleetConfig config) {
    return new LocalProvider(
        config.localFolder(),
        Binaries.find(System.getenv()),
        new PortRange(config.localPorts().getFirst(), config.localPorts().getLast()),
        RunAs.here(System.getenv()),
        identity(config).publicLine());
  }

  private static SshIdentity identity(FleetConfig config) {
    try {
      return SshIdentity.of(Files.readAllBytes(config.sshKey()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read the SSH key that HERD_SSH_KEY_FILE names: " + config.sshKey(), e);
    }
  }

  /** What this vantage must see to be trusted: the control plane, and its own echo. */
  public List<Reference> references() {
    FleetConfig config = context.environment().read(FleetConfig::from);
    Vantage vantage = config.asVantage();
    List<Reference> references = new ArrayList<>();
    references.add(Reference.controlPlane(plane));
    config.echo().ifPresent(echo -> references.add(echo(vantage, echo)));
    return references;
  }

  private static Reference echo(Vantage vantage, InetSocketAddress echo) {
    return new Reference(
        "echo",
        () ->
            Echo.answers(vantage, echo.getHostString(), echo.getPort(), ECHO_LIMIT)
                ? Optional.empty()
                : Optional.of("its echo does not answer"));
  }

  /** Starts so many workers on a ring of the fleet, and tells them of wishes. */
  public <S extends Enum<S>, A extends Enum<A>, V> Running drain(Ring<S, A, V> ring, int copies)
      throws Exception {
    Senses senses = StallWatch.get().and(sense());
    List<Worker<?, ?, ?>> workers = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      WorkerConfig config = WorkerConfig.of(name(), vantage()).stoppingWhenBlind();
      workers.add(new Worker<>(plane, ring, config, senses, signals));
    }
    return running(workers);
  }

  /** Takes over workers that were started otherwise. */
  public Running running(List<Worker<?, ?, ?>> workers) throws Exception {
    WakeUps wakeUps = context.shared(WakeUps.class, _ -> new WakeUps(plane));
    workers.forEach(wakeUps::add);
    return new RunningWorkers(workers);
  }

  private ReferenceSense sense() throws Exception {
    return context
        .shared(SharedSense.class, _ -> new SharedSense(new ReferenceSense(references())))
        .sense();
  }

  /** One sense for all workers of the process, so that it asks its references once. */
  private record SharedSense(ReferenceSense sense) implements AutoCloseable {
    @Override
    public void close() {}
  }

  public Signals signals() {
    return signals;
  }

  public String vantage() {
    return context.environment().read(FleetConfig::from).vantage();
  }

  /** The ring of the tier's servers. */
  ServerRing serverRing(Servers servers, ClusterMaker clusters, Optional<Duration> commitEvery)
      throws Exception {
    FleetConfig config = context.environment().read(FleetConfig::from);
    return new ServerRing(reach(), servers, clusters, commitEvery, config.orphanGrace());
  }

  /** A worker's name: unique among all that run. */
  public String name() {
    return "%s-%d-%s"
        .formatted(
            vantage(),
            ProcessHandle.current().pid(),
            HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt()));
  }

  @Override
  public void close() {
    pool.close();
  }
}
