package herd.constellation;

import herd.fleet.local.RunAs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A constellation on ports that are free now, gone with all its processes and files when closed.
 */
final class Temporary implements AutoCloseable {
  private static final int LOWEST = 12_000;
  // Below the range the kernel takes ports for outgoing connections from.
  private static final int HIGHEST = 31_000;
  private static final int FIXED = 20;

  private final Folder folder;
  private final Constellation constellation;
  private boolean closed;

  private Temporary(Folder folder, Constellation constellation) {
    this.folder = folder;
    this.constellation = constellation;
  }

  static Temporary in(Path place, Map<String, String> outside) throws IOException {
    Folder folder = Folder.at(place, RunAs.here(outside));
    Log.to(folder);
    Ports ports = freePorts();
    Files.writeString(folder.portBase(), ports.base() + "\n");
    return new Temporary(folder, new Constellation(folder, ports, outside));
  }

  void start() throws Exception {
    constellation.start();
  }

  Folder folder() {
    return folder;
  }

  Constellation constellation() {
    return constellation;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    constellation.close();
    delete(folder.databases());
    delete(folder.root());
  }

  static Ports freePorts() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST))
        .limit(1000)
        .filter(base -> IntStream.range(base, base + FIXED).allMatch(Temporary::isFree))
        .mapToObj(Ports::new)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no free ports; choose some with --port-base N"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false; // somebody else listens there
    }
  }

  static void delete(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
