package herd.controlplane.ring;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.TestPlane;
import herd.controlplane.ring.Toy.Lamp;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loop when its control plane goes away, when a worker is killed, and when one stands still.
 */
class LoopUnderTroubleTest {

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static ControlPlane plane;

  private static final String LISTENING = "query in ('listen herd_due', 'select 1')";

  private final Toy.World world = new Toy.World();
  private final List<AutoCloseable> running = new ArrayList<>();

  private int looksSoFar;
  private long quietSince;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    plane = PLANE.as("starter-tier");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running) {
      one.close();
    }
    PLANE.sql(
        "truncate control.subject, control.observation, control.transition, control.act,"
            + " control.incident, control.incident_event, control.notice, control.lease");
  }

  @Test
  void afterTheControlPlaneWasAwayEveryMemberIsLookedAtAgainAndNothingIsLeftOver()
      throws Exception {
    List<UUID> lamps = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lamps.add(lamp());
    }
    worker("w1", "zone-a");
    worker("w2", "zone-b");
    running.add(new WakeUps(plane));
    Await.until("in the midst of it", () -> world.switched.size() > 10);
    PLANE.goAway();
    Await.until("all stands still", () -> nothingWasLookedAtFor(Duration.ofSeconds(3)));
    PLANE.comeBack();
    timeHasPassed();
    Await.until("all lit", () -> count("control.subject where state = 'LIT'") == lamps.size());
    int before = looks(lamps.getLast());
    Await.until("looked at again", () -> looks(lamps.getLast()) > before + 2);
    Await.until(
        "nobody holds anything", () -> count("control.lease where until > clock_timestamp()") == 0);
    assertThat(world.switched.values()).allMatch(times -> times.get() == 1);
    assertThat(count("control.transition")).isEqualTo(lamps.size());
    Await.until("listening again", () -> listening() == 1);
  }

  @Test
  void wakeUpsAreHeardAgainWhenTheirConnectionWasCut() throws Exception {
    running.add(new WakeUps(plane));
    Await.until("listening", () -> listening() == 1);
    int first = listener();
    PLANE.sql("select pg_terminate_backend(pid) from pg_stat_activity where " + LISTENING);
    Await.until("another listens", () -> listening() == 1 && listener() != first);
  }

  @Test
  void aWorkerKilledInTheMidstOfActsIsSucceeded() throws Exception {
    List<UUID> lamps = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lamps.add(lamp());
    }
    Process victim = start(new ProcessBuilder(command()));
    try {
      Await.until("its acts run", () -> count("control.lease") == lamps.size());
    } finally {
      victim.destroyForcibly().waitFor();
    }
    worker("w2", "zone-b");
    assertThat(world.switched).isEmpty();
    timePasses();
    Await.until("all lit", () -> count("control.subject where state = 'LIT'") == lamps.size());
    assertThat(world.switched.values()).allMatch(times -> times.get() == 1);
    Await.until("no lease is left", () -> count("control.lease") == 0);
  }

  @Test
  void aLongActKeepsItsMemberAndItsLeaseWhileItsWorkerLives() throws Exception {
    world.neverEnding.set(true);
    lamp();
    worker("w1", "zone-a");
    Await.until("it is held", () -> count("control.lease") == 1);
    // As if the act were older: without a renewal this would soon be its end.
    PLANE.sql(
        "update control.lease set until = clock_timestamp() + interval '4 s';"
            + "update control.subject set taken_until = clock_timestamp() + interval '4 s'");
    String longer = " where %s > clock_timestamp() + interval '8 s'";
    Await.until(
        "both are renewed",
        () ->
            count("control.lease" + longer.formatted("until")) == 1
                && count("control.subject" + longer.formatted("taken_until")) == 1);
  }

  @Test
  void aLeaseThatHasRunOutIsNotRenewed() throws Exception {
    UUID lamp = lamp();
    plane.leases().take("w1", List.of(Claim.alone(lamp)), Duration.ofSeconds(20));
    timePasses();
    plane.leases().renew("w1", Duration.ofSeconds(20));
    assertThat(count("control.lease where until > clock_timestamp()")).isZero();
  }

  @Test
  void anActOfAWorkerThatStoodStillIsNotBegunWhenItsMemberHasMovedOn() throws Exception {
    UUID lamp = lamp();
    try (Connection still = PLANE.source(TestPlane.OWNER).getConnection();
        Statement statement = still.createStatement()) {
      // The lease cannot be had while this lock is held: the act stands between commit and lease.
      still.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(7450214, hashtext('%s'))".formatted(lamp));
      worker("w1", "zone-a");
      Await.until(
          "asked for", () -> count("pg_locks where not granted and locktype = 'advisory'") == 1);
      // Its time runs out; the lamp shines by itself, and another worker finds it so.
      world.shines.put(lamp, true);
      PLANE.sql(
          "update control.subject set taken_until = null, taken_by = 'w2', state = 'LIT',"
              + " version = version + 1");
      still.rollback();
    }
    // Closing waits for the act that is under way.
    running.removeLast().close();
    assertThat(world.switched).isEmpty();
    assertThat(count("control.lease")).isZero();
  }

  /** A worker of its own process, whose acts never end. */
  public static final class Victim {
    public static void main(String[] args) throws Exception {
      ControlPlane own =
          new ControlPlane(TestPlane.source(args[0], "herd_starter_tier"), "starter-tier");
      Toy.World world = new Toy.World();
      world.neverEnding.set(true);
      Toy ring = new Toy(world, Duration.ofMillis(200));
      WorkerConfig config = WorkerConfig.of("victim", "zone-a");
      try (Worker<?, ?, ?> _ = new Worker<>(own, ring, config, Senses.sharp(), Signals.none())) {
        new CountDownLatch(1).await();
      }
    }
  }

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        Victim.class.getName(),
        PLANE.jdbcUrl());
  }

  private Process start(ProcessBuilder builder) throws Exception {
    File log = Files.createFile(folder.resolve("victim.log")).toFile();
    return builder.redirectErrorStream(true).redirectOutput(log).start();
  }

  private boolean nothingWasLookedAtFor(Duration length) {
    int now = world.looks.values().stream().mapToInt(AtomicInteger::get).sum();
    if (now != looksSoFar) {
      looksSoFar = now;
      quietSince = System.nanoTime();
    }
    return System.nanoTime() - quietSince > length.toNanos();
  }

  /** What was taken and leased is nobody else's before its time is over. */
  private static void timePasses() throws Exception {
    PLANE.sql(
        "update control.subject set taken_until = clock_timestamp() where taken_until is not null;"
            + "update control.lease set until = clock_timestamp()");
  }

  /** Only what was taken before the last start: the living take and lease anew meanwhile. */
  private static void timeHasPassed() throws Exception {
    String before =
        " where xmin::text::bigint <"
            + " (select split_part(next_xid, ':', 2)::bigint from pg_control_checkpoint())";
    PLANE.sql(
        "update control.subject set taken_until = clock_timestamp()"
            + before
            + " and taken_until is not null;"
            + "update control.lease set until = clock_timestamp()"
            + before);
  }

  private int listening() {
    return count("pg_stat_activity where " + LISTENING);
  }

  private static int listener() {
    return plane
        .dsl()
        .fetchSingle("select coalesce(max(pid), 0) from pg_stat_activity where " + LISTENING)
        .into(Integer.class);
  }

  private int looks(UUID lamp) {
    return Optional.ofNullable(world.looks.get(lamp)).map(AtomicInteger::get).orElse(0);
  }

  private void worker(String name, String vantage) {
    WorkerConfig config = WorkerConfig.of(name, vantage);
    Toy ring = new Toy(world, Duration.ofMillis(200));
    running.add(new Worker<>(plane, ring, config, Senses.sharp(), Signals.none()));
  }

  private static UUID lamp() {
    UUID id = UUID.randomUUID();
    plane.subjects().add(id, "lamp", "lamp-" + id, Lamp.DARK, Optional.empty());
    return id;
  }

  private static int count(String from) {
    return plane.dsl().fetchSingle("select count(*)::int from " + from).into(Integer.class);
  }
}
