package herd.constellation;

import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A constellation on ports that are free now, gone with all its processes and files when closed.
 */
final class Temporary implements AutoCloseable {
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
    return new Ports(PortRange.free(Ports.COUNT).first());
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
