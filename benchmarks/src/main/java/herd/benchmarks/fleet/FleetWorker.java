package herd.benchmarks.fleet;

import com.zaxxer.hikari.HikariDataSource;
import herd.benchmarks.Plane;
import herd.controlplane.ControlPlane;
import herd.controlplane.ring.StallWatch;
import herd.controlplane.ring.WakeUps;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import herd.fleet.Vantage;
import herd.fleet.postgres.KeptSessions;
import herd.fleet.postgres.LoginRate;
import herd.fleet.postgres.MonitorSecret;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A worker process that drains the ring of endpoints as a service's process would. Arguments: its
 * name, the control plane's URL, the endpoints' port, their certificate's file, the beat. Two lines
 * on standard input: the control plane's password and the monitor's secret. It ends with its input.
 */
public final class FleetWorker {

  private static final int MOST_SESSIONS = 20_000;

  /**
   * Half of them are the ordinary lane's: enough for the looks that hang, few enough that a cold
   * start with every login at once still ends each in time on two cores.
   */
  private static final int SLOTS = 160;

  /** Fresh logins a second, and how many at once: what the product allows itself. */
  private static final LoginRate RATE = new LoginRate(200, 400);

  private FleetWorker() {}

  public static void main(String[] args) throws IOException {
    System.setProperty("HERD_LOG_LEVEL", "WARN");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String password = Optional.ofNullable(input.readLine()).orElseThrow();
    String secret = Optional.ofNullable(input.readLine()).orElseThrow();
    DatabaseConfig config = new DatabaseConfig(args[1], Plane.ROLE, new Secret(password), 8);
    try (HikariDataSource pool = Databases.pool(config, args[0])) {
      ControlPlane plane = Plane.through(pool);
      try (KeptSessions<UUID> sessions =
              new KeptSessions<>(MOST_SESSIONS, RATE, id -> plane.subjects().due(id));
          WakeUps wakeUps = new WakeUps(plane);
          Worker<?, ?, ?> worker =
              new Worker<>(
                  plane,
                  new EndpointRing(
                      new Endpoint.Eye(
                          sessions,
                          Vantage.direct("bench"),
                          Integer.parseInt(args[2]),
                          new MonitorSecret(secret).secret(),
                          Files.readString(Path.of(args[3]))),
                      Duration.parse(args[4])),
                  WorkerConfig.of(args[0], "bench").withSlots(SLOTS),
                  StallWatch.get(),
                  herd.controlplane.ring.Signals.none())) {
        wakeUps.add(worker);
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }
}
