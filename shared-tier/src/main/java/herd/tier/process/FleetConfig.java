package herd.tier.process;

import herd.fleet.Egress;
import herd.fleet.Vantage;
import herd.service.Variables;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a worker looks from, and where servers come from.
 *
 * @param vantage HERD_VANTAGE: the name of the place, usually the zone
 * @param socks HERD_VANTAGE_SOCKS: the SOCKS5 proxy its sockets go out through, if any
 * @param echo HERD_VANTAGE_ECHO: an echo that is reached through the same way out, its reference
 * @param provider HERD_PROVIDER: local
 * @param localFolder HERD_LOCAL_FOLDER: where the local provider keeps its machines
 * @param localPorts HERD_LOCAL_PORTS: the ports it may give out, such as 6000-6999
 * @param sshKey HERD_SSH_KEY_FILE: the private key all servers know
 * @param orphanGrace HERD_ORPHAN_GRACE: how long a stranger among a server's databases and roles is
 *     left alone before it is removed
 */
public record FleetConfig(
    String vantage,
    Optional<InetSocketAddress> socks,
    Optional<InetSocketAddress> echo,
    String provider,
    Path localFolder,
    List<Integer> localPorts,
    Path sshKey,
    Duration orphanGrace) {

  /** What was a stranger then must still be told by a look (SAFETY 24). */
  private static final Duration LONGEST_GRACE = Duration.ofHours(36);

  public static FleetConfig from(Variables variables) {
    String provider = variables.text("HERD_PROVIDER", "local");
    if (!provider.equals("local")) {
      variables.wrong("HERD_PROVIDER", "set it to local; hosts and aws are still to come");
    }
    return new FleetConfig(
        variables.text("HERD_VANTAGE", "home"),
        address(variables, "HERD_VANTAGE_SOCKS"),
        address(variables, "HERD_VANTAGE_ECHO"),
        provider,
        variables.path("HERD_LOCAL_FOLDER"),
        ports(variables),
        variables.path("HERD_SSH_KEY_FILE"),
        orphanGrace(variables));
  }

  private static Duration orphanGrace(Variables variables) {
    Duration grace = variables.duration("HERD_ORPHAN_GRACE", Duration.ofHours(1));
    if (grace.compareTo(LONGEST_GRACE) > 0) {
      variables.wrong(
          "HERD_ORPHAN_GRACE", "set it to 36h or less: looks are kept whole for 48 hours only");
    }
    return grace;
  }

  public Vantage asVantage() {
    Egress egress =
        socks
            .map(proxy -> Egress.socks(proxy.getHostString(), proxy.getPort()))
            .orElseGet(Egress::direct);
    return new Vantage(vantage, egress);
  }

  private static Optional<InetSocketAddress> address(Variables variables, String name) {
    Optional<String> text = variables.optionalText(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int colon = text.get().lastIndexOf(':');
    try {
      return Optional.of(
          InetSocketAddress.createUnresolved(
              text.get().substring(0, colon), Integer.parseInt(text.get().substring(colon + 1))));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      variables.wrong(name, "write it as host:port");
      return Optional.empty();
    }
  }

  private static List<Integer> ports(Variables variables) {
    String text = variables.text("HERD_LOCAL_PORTS", "6000-6999");
    try {
      String[] ends = text.split("-", 2);
      int first = Integer.parseInt(ends[0].strip());
      int last = Integer.parseInt(ends[1].strip());
      if (first > 0 && last > first && last < 65536) {
        return List.of(first, last - first + 1);
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      // Said below, as for a range that makes no sense.
    }
    variables.wrong("HERD_LOCAL_PORTS", "write it as first-last, such as 6000-6999");
    return List.of(6000, 1000);
  }
}
