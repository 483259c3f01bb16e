package herd.benchmarks.fleet;

import herd.benchmarks.Child;
import herd.benchmarks.Cpu;
import herd.benchmarks.Folder;
import herd.benchmarks.KeyPair;
import herd.benchmarks.Plane;
import herd.benchmarks.Table;
import herd.fleet.postgres.MonitorSecret;
import herd.fleet.standin.StandInProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two worker processes hold a fleet over TLS; one is killed with -9, and the other takes its
 * endpoints over and has to hold them all alone. Everything is read from the books.
 */
public final class FleetBenchmark {

  /** Five in a hundred accept the connection and never say a word. */
  private static final int HANG_EVERY = 20;

  /** How many endpoints join a second: each costs both sides a full TLS login, on cold JVMs. */
  private static final int STARTING_PER_SECOND = 20;

  private static final Duration LONGEST_START = Duration.ofMinutes(15);
  private static final String STAYS = "stays";
  private static final String DIES = "dies";

  private final Plane plane;
  private final int endpoints;
  private final Duration beat;
  private final Duration phase;
  private final List<List<String>> rows = new ArrayList<>();

  private FleetBenchmark(Plane plane, int endpoints, Duration beat, Duration phase) {
    this.beat = beat;
    this.plane = plane;
    this.endpoints = endpoints;
    this.phase = phase;
  }

  /** Holds 10,000 endpoints for some ten minutes, 1,000 for some four, or as many as asked for. */
  public static Table run(boolean brief, Optional<Integer> endpoints) throws Exception {
    return run(
        endpoints.orElse(brief ? 1_000 : 10_000),
        Duration.ofSeconds(60),
        Duration.ofSeconds(brief ? 75 : 100));
  }

  /** With so many endpoints at this beat, each phase watched for so long. */
  public static Table run(int endpoints, Duration beat, Duration phase) throws Exception {
    String load = Cpu.load();
    try (Plane plane = Plane.start();
        Folder folder = Folder.make()) {
      FleetBenchmark benchmark = new FleetBenchmark(plane, endpoints, beat, phase);
      benchmark.run(folder.path());
      return benchmark.table(load);
    }
  }

  private void run(Path folder) throws Exception {
    KeyPair pair = KeyPair.make(folder);
    MonitorSecret secret = MonitorSecret.random();
    Path verifier = Files.writeString(folder.resolve("verifier"), secret.verifier(16));
    List<String> files =
        List.of(verifier.toString(), pair.certificate().toString(), pair.key().toString());
    fill();
    try (Child standIn =
        Child.start(
            StandInProcess.class,
            "2g",
            List.of("0", files.get(0), files.get(1), files.get(2), "" + HANG_EVERY),
            List.of())) {
      String port = standIn.firstLine().replace("ready ", "");
      try (Child stays = worker(STAYS, port, pair, secret);
          Child dies = worker(DIES, port, pair, secret)) {
        awaitAllSeen();
        watch("two workers", stays);
        dies.kill();
        watch("one killed with -9, the other takes over", stays);
        watch("one worker alone", stays);
      }
    }
  }

  private Child worker(String name, String port, KeyPair pair, MonitorSecret secret)
      throws Exception {
    return Child.start(
        FleetWorker.class,
        "1g",
        List.of(name, plane.url(), port, pair.certificate().toString(), beat.toString()),
        List.of(plane.password(), secret.text()));
  }

  /** All there is, due one after the other, as a fleet that grows would be. */
  private void fill() throws SQLException {
    plane.sql(
        """
        insert into control.subject (id, kind, owner, name, state, beat_ms, due_at)
        select gen_random_uuid(), '%s', '%s', host((inet '127.0.1.0') + n), 'UP', %d,
          clock_timestamp() + n / %d.0 * interval '1 s'
        from generate_series(0, %d - 1) n
        """
            .formatted(
                EndpointRing.KIND, Plane.SERVICE, beat.toMillis(), STARTING_PER_SECOND, endpoints));
  }

  /** Until whoever answers has been seen well within the last beat and a bit. */
  private void awaitAllSeen() throws Exception {
    String well =
        "select count(distinct subject_id) from control.observation"
            + " where well and at > clock_timestamp() - interval '70 s'";
    double wanted = (endpoints - Math.ceilDiv(endpoints, HANG_EVERY)) * 0.99;
    long begun = System.nanoTime();
    while (plane.number(well) < wanted) {
      if (System.nanoTime() - begun > LONGEST_START.toNanos()) {
        throw new IllegalStateException(
            "only %,.0f endpoints were seen well".formatted(plane.number(well)));
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private void watch(String name, Child stays) throws Exception {
    Watched watched = Watched.during(plane, stays, phase);
    rows.add(
        List.of(
            name,
            Table.figure(watched.held(STAYS)),
            Table.figure(watched.p99()),
            Table.figure(watched.oldest()),
            Table.figure(watched.cores()),
            Table.figure(watched.planeCores()),
            Table.figure(watched.perSecond("true")),
            Table.figure(watched.perSecond("fresh and well")),
            Table.figure(watched.perSecond("outcome = 'timed_out'")),
            Table.figure(watched.perSecond("outcome = 'blind'"))));
  }

  private Table table(String load) {
    return new Table(
        "fleet",
        """
        %,d endpoints, each an address of its own at a stand-in that speaks TLS, SCRAM and queries; \
        a beat of %d s, a fresh login every tenth minute, one in %d hangs until the look's limit of \
        4 s. All processes on the same %d cores; load average %s at the start. Ages (seconds \
        since the last completed look, over all living members, sampled once a second, %d s per \
        row) are the worst sample's. Goals: p99 age under 65 s, under one core.\
        """
            .formatted(
                endpoints,
                beat.toSeconds(),
                HANG_EVERY,
                Runtime.getRuntime().availableProcessors(),
                load,
                phase.toSeconds()),
        List.of(
            "phase",
            "endpoints held by the surviving worker at the end",
            "worst p99 age s",
            "oldest s",
            "its CPU, cores",
            "control plane's Postgres, cores",
            "looks/s",
            "fresh logins/s",
            "timed out/s",
            "blind/s"),
        rows);
  }
}
