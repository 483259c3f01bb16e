package herd.benchmarks.stage;

import herd.fleet.local.ZoneNetworks;
import herd.fleet.local.ZoneNetworks.ZoneNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network for each zone's servers, and a router between them, Herd and the customers, who have an
 * address each: what is cut at the router is silent, and whoever is not cut goes on. They are made
 * only in a network of its own ({@code launcher/own-network}), with which they vanish; elsewhere
 * all servers share the loopback address and nothing can be cut.
 */
public final class Networks implements AutoCloseable {

  private static final String HERD = "10.111.0.1";
  private static final String CUSTOMERS = "10.111.0.3";

  private record Zone(int number, String namespace, String address) {
    static Zone of(int number, String name) {
      return new Zone(number, "herd-" + name, "10.111.%d.2".formatted(number));
    }
  }

  private final Map<String, Zone> zones = new LinkedHashMap<>();

  private Networks() {}

  /** Whether zones may have networks of their own here. */
  public static boolean possible() {
    return System.getenv("HERD_OWN_NETWORK") != null;
  }

  /**
   * @param servers the local provider's folder
   */
  static Networks open(List<String> names, Path servers) throws IOException {
    Networks networks = new Networks();
    if (possible()) {
      for (String name : names) {
        networks.zones.put(name, Zone.of(networks.zones.size() + 1, name));
      }
      networks.make();
      Map<String, ZoneNetwork> told = new LinkedHashMap<>();
      networks.zones.forEach((name, zone) ->
          told.put(name, new ZoneNetwork(zone.address(), "/run/netns/" + zone.namespace())));
      new ZoneNetworks(told).tell(servers);
    }
    return networks;
  }

  /** The address from which customers call, where they have one. */
  public Optional<String> customers() {
    return zones.isEmpty() ? Optional.empty() : Optional.of(CUSTOMERS);
  }

  /** No packet passes between its servers and Herd: neither looks nor acts. */
  public void cutFromHerd(String zone) throws IOException {
    cut(zone(zone), HERD);
  }

  /** No packet passes between its servers and those of other zones. */
  public void cutFromServers(String zone) throws IOException {
    for (Zone other : zones.values()) {
      if (!other.equals(zone(zone))) {
        cut(zone(zone), other.address());
      }
    }
  }

  private static void cut(Zone zone, String from) throws IOException {
    for (List<String> way :
        List.of(
            List.of("from", zone.address(), "to", from),
            List.of("from", from, "to", zone.address()))) {
      List<String> rule =
          new ArrayList<>(
              List.of("ip", "-n", "herd-router", "rule", "add", "pref", "" + zone.number()));
      rule.addAll(way);
      rule.add("blackhole");
      run(rule);
    }
  }

  /** All that was cut for this zone's sake passes again. */
  public void mend(String zone) throws IOException {
    run(
        List.of(
            "sh",
            "-c",
            "while ip -n herd-router rule del pref \"$0\" 2>/dev/null; do :; done",
            "" + zone(zone).number()));
  }

  /** Once nothing runs in them any more. */
  @Override
  public void close() throws IOException {
    if (!zones.isEmpty()) {
      run(List.of("sh", "-c", removal()));
    }
  }

  /** Of whatever there is, also of what a stage left that could not be opened. */
  private String removal() {
    StringBuilder script = new StringBuilder("ip link del herd-out 2>/dev/null || :\n");
    script.append("ip netns del herd-router 2>/dev/null || :\n");
    for (Zone zone : zones.values()) {
      script.append("ip netns del %s 2>/dev/null || :\n".formatted(zone.namespace()));
    }
    return script.toString();
  }

  private Zone zone(String name) {
    Zone zone = zones.get(name);
    if (zone == null) {
      throw new IllegalStateException(
          zones.isEmpty()
              ? "the zones share one network here, which cannot be cut: run it as root, with the ip program (iproute2)"
              : "no zone is called " + name);
    }
    return zone;
  }

  private void make() throws IOException {
    StringBuilder script = new StringBuilder(removal() + "set -e\nip netns add herd-router\n");
    script.append("ip -n herd-router link set lo up\n");
    script.append("ip netns exec herd-router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'\n");
    script.append("ip link add herd-out type veth peer name out netns herd-router\n");
    script.append("ip addr add %s/24 dev herd-out\n".formatted(HERD));
    script.append("ip addr add %s/24 dev herd-out\n".formatted(CUSTOMERS));
    script.append("ip link set herd-out up\n");
    script.append("ip -n herd-router addr add 10.111.0.2/24 dev out\n");
    script.append("ip -n herd-router link set out up\n");
    script.append("ip route add 10.111.0.0/16 via 10.111.0.2 src %s\n".formatted(HERD));
    for (Zone zone : zones.values()) {
      script.append(
          """
          ip netns add NAMESPACE
          ip -n NAMESPACE link set lo up
          ip link add eth0 netns NAMESPACE type veth peer name zoneNUMBER netns herd-router
          ip -n NAMESPACE addr add ADDRESS/24 dev eth0
          ip -n NAMESPACE link set eth0 up
          ip -n herd-router addr add 10.111.NUMBER.1/24 dev zoneNUMBER
          ip -n herd-router link set zoneNUMBER up
          ip -n NAMESPACE route add default via 10.111.NUMBER.1
          """
              .replace("NAMESPACE", zone.namespace())
              .replace("ADDRESS", zone.address())
              .replace("NUMBER", "" + zone.number()));
    }
    run(List.of("sh", "-c", script.toString()));
  }

  private static void run(List<String> command) throws IOException {
    List<String> bounded = new ArrayList<>(List.of("timeout", "30"));
    bounded.addAll(command);
    try {
      Process process = new ProcessBuilder(bounded).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("cannot " + String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during " + String.join(" ", command), e);
    }
  }
}
