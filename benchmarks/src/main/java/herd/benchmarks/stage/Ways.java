package herd.benchmarks.stage;

import herd.fleet.relay.EchoServer;
import herd.fleet.relay.SocksRelay;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The zones' ways out to the servers: a relay each, which can be cut, and one echo to know by
 * whether they see anything at all. The way to the control plane does not lead through them.
 */
public final class Ways implements AutoCloseable {

  private final EchoServer echo;
  private final Map<String, SocksRelay> relays = new LinkedHashMap<>();

  private Ways() throws IOException {
    echo = EchoServer.on(0);
  }

  static Ways open(List<String> zones) throws IOException {
    Ways ways = new Ways();
    try {
      for (String zone : zones) {
        ways.relays.put(zone, SocksRelay.on(0));
      }
      return ways;
    } catch (IOException e) {
      ways.close();
      throw e;
    }
  }

  /** What a zone's process must know; nothing for one that goes out directly. */
  Map<String, String> environment(String zone) {
    SocksRelay relay = relays.get(zone);
    return relay == null
        ? Map.of()
        : Map.of(
            "HERD_VANTAGE_SOCKS", "127.0.0.1:" + relay.port(),
            "HERD_VANTAGE_ECHO", "127.0.0.1:" + echo.port());
  }

  /** From there nothing is reached and nothing is told: connections hang. */
  public void cut(String zone) {
    relay(zone).cut();
  }

  /** What hung goes on. */
  public void mend(String zone) {
    relay(zone).mend();
  }

  private SocksRelay relay(String zone) {
    SocksRelay relay = relays.get(zone);
    if (relay == null) {
      throw new IllegalArgumentException(
          "no way out is called %s; there are %s".formatted(zone, relays.keySet()));
    }
    return relay;
  }

  @Override
  public void close() {
    relays.values().forEach(SocksRelay::close);
    echo.close();
  }
}
