package herd.constellation;

import herd.fleet.local.RunAs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code ./herd up}: everything, until Ctrl-C or SIGTERM. */
final class Up {
  private Up() {}

  static int run(Options options, Map<String, String> outside) throws Exception {
    long before = System.nanoTime();
    Folder folder = Folder.at(options.data(), RunAs.here(outside));
    Ports ports = options.ports(folder);
    // Held until this process ends: never between the end of one constellation and its databases'.
    OneAtATime lock = OneAtATime.in(folder);
    Log.to(folder);
    mustBeFree(ports);
    Files.writeString(folder.portBase(), ports.base() + "\n");
    Constellation constellation = new Constellation(folder, ports, outside);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> close(constellation, folder, lock, closed), "stop"));
    System.out.println("starting ...");
    constellation.start();
    System.out.print(welcome(constellation.wiring(), Duration.ofNanos(System.nanoTime() - before)));
    closed.await();
    return 0;
  }

  private static void close(
      Constellation constellation, Folder folder, OneAtATime lock, CountDownLatch closed) {
    System.out.println("\nstopping, databases included ...");
    constellation.close();
    try {
      Files.deleteIfExists(folder.env());
      lock.close();
    } catch (IOException e) {
      System.err.println("herd: " + e.getMessage());
    }
    closed.countDown();
    System.out.println("stopped; ./herd up goes on where this ended");
  }

  private static void mustBeFree(Ports ports) {
    for (int port : ports.listeners()) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new IllegalStateException(
            "port %d is taken by something else; choose other ports with --port-base N"
                .formatted(port));
      }
    }
  }

  private static String welcome(Wiring wiring, Duration took) {
    Folder folder = wiring.folder();
    StringBuilder text =
        new StringBuilder(
            """
            Herd is up, after %.1f s.

              marketplace   %s   (stands in for Heroku; the Heroku CLI talks to it)
              front door    %s
              starter tier  %s
              production    %s   (standard-0: a Postgres of its own; premium-0: with a standby)
              admin         %s   (Authorization: Bearer $HERD_OPERATOR_TOKEN)
              log           %s/herd.log
              state         %s
            """
                .formatted(
                    took.toMillis() / 1000.0,
                    wiring.marketplaceUrl(),
                    wiring.frontDoorUrl(),
                    wiring.starterUrl(),
                    wiring.productionUrl(),
                    wiring.adminUrl(),
                    folder.log(),
                    folder.root()));
    if (!folder.databases().equals(folder.root())) {
      text.append(
          "  databases     %s   (Postgres's user cannot get below %s)\n"
              .formatted(folder.databases(), folder.root()));
    }
    text.append(
        """

        In another shell:
          ./herd demo                 the story, in about a minute
          . %s      then: heroku apps:create myapp, heroku addons:create heroku-postgresql:essential-0 -a myapp
        Ctrl-C stops everything, databases included.
        """
            .formatted(folder.env()));
    return text.toString();
  }
}
