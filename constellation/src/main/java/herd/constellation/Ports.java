package herd.constellation;

import herd.fleet.local.PortRange;
import java.util.List;

/**
 * The ports of one constellation, all on 127.0.0.1: a thousand from its base. README.md has the
 * map.
 *
 * @param base the marketplace's own, the lowest
 */
record Ports(int base) {
  static final int STANDARD = 5000;
  static final int COUNT = 1000;

  private static final int LOWEST = 1024;
  private static final int PRODUCTION_SIGNALS = 5;
  private static final int RELAYS = 11;
  private static final int SIGNALS = 15;
  private static final int FIRST_SERVER = 20;

  Ports {
    if (base < LOWEST || base > 65_536 - COUNT) {
      throw new IllegalArgumentException(
          "--port-base must be from %d to %d".formatted(LOWEST, 65_536 - COUNT));
    }
  }

  int marketplace() {
    return base;
  }

  int frontDoor() {
    return base + 1;
  }

  int starter() {
    return base + 2;
  }

  int admin() {
    return base + 3;
  }

  int production() {
    return base + 4;
  }

  int control() {
    return base + 10;
  }

  /** The way out of a vantage. */
  int relay(String vantage) {
    return base + RELAYS + Vantages.NAMES.indexOf(vantage);
  }

  int echo() {
    return base + RELAYS + Vantages.NAMES.size();
  }

  /** Where a vantage's workers of the starter tier answer /health and /metrics. */
  int signals(String vantage) {
    return base + SIGNALS + Vantages.NAMES.indexOf(vantage);
  }

  /** The same of the production tier's. */
  int productionSignals(String vantage) {
    return base + PRODUCTION_SIGNALS + Vantages.NAMES.indexOf(vantage);
  }

  /** For the SSH endpoints and Postgres of local servers. */
  PortRange servers() {
    return new PortRange(base + FIRST_SERVER, COUNT - FIRST_SERVER);
  }

  /** Those that must be free when a constellation starts. */
  List<Integer> listeners() {
    return List.of(marketplace(), frontDoor(), starter(), admin(), production());
  }
}
