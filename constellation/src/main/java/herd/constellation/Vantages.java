package herd.constellation;

import herd.fleet.relay.EchoServer;
import herd.fleet.relay.SocksRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three places to look from. Each has a way out of its own, which a file in {@code cuts/} blocks
 * while it exists, and all have one echo to know by whether they see anything at all.
 */
final class Vantages implements AutoCloseable {
  static final List<String> NAMES = List.of("zone-a", "zone-b", "zone-c");

  private final List<AutoCloseable> open = new ArrayList<>();

  private Vantages() {}

  static Vantages start(Path cuts, Ports ports) throws IOException {
    Vantages vantages = new Vantages();
    try {
      vantages.open.add(EchoServer.on(ports.echo()));
      for (String name : NAMES) {
        vantages.open.add(SocksRelay.on(ports.relay(name), cuts.resolve(name)));
      }
      return vantages;
    } catch (IOException e) {
      vantages.close();
      throw e;
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("a vantage's way out does not close", e);
      }
    }
  }
}
