package herd.fleet.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The networks that zones have of their own, so that cuts between them can be rehearsed: Linux
 * network namespaces, made by somebody else, who is root. A zone without one shares the loopback
 * address. They are told in {@code networks.json} in the provider's folder, before its first
 * machine is made there.
 *
 * @param zones by the zone's name
 */
public record ZoneNetworks(Map<String, ZoneNetwork> zones) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One of them.
   *
   * @param address that its machines share, each with ports of its own
   * @param namespace the file by which the namespace is entered
   */
  public record ZoneNetwork(String address, String namespace) {}

  public ZoneNetworks {
    zones = Map.copyOf(zones);
  }

  static ZoneNetworks of(Path folder) {
    try {
      return JSON.readValue(Files.readAllBytes(file(folder)), ZoneNetworks.class);
    } catch (NoSuchFileException e) {
      return new ZoneNetworks(Map.of());
    } catch (IOException e) {
      throw new ProviderTrouble("cannot read " + file(folder) + ", or it is damaged", e);
    }
  }

  /** Tells every provider on that folder, also in other processes. */
  public void tell(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(file(folder), JSON.writeValueAsBytes(this));
  }

  String address(String zone) {
    return of(zone).map(ZoneNetwork::address).orElse(LOOPBACK);
  }

  /** What a command is given to, so that it and whatever it starts run in the zone's network. */
  List<String> inside(String zone) {
    return of(zone)
        .map(network -> List.of("nsenter", "--net=" + network.namespace(), "--"))
        .orElse(List.of());
  }

  private Optional<ZoneNetwork> of(String zone) {
    return Optional.ofNullable(zones.get(zone));
  }

  private static Path file(Path folder) {
    return folder.resolve("networks.json");
  }
}
