package herd.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortRangeTest {

  /** Below the ephemeral ports. */
  private static final int FIRST = 19_000;

  @TempDir Path folder;

  @Test
  void aCursorThatAKilledWorkerLeftEmptyIsNoObstacle() throws Exception {
    Path cursor = Files.writeString(folder.resolve("last-port"), "");
    int port = new PortRange(FIRST, 50).next(Set.of(), cursor);
    assertThat(port).isBetween(FIRST, FIRST + 49);
    assertThat(cursor).hasContent(Integer.toString(port));
  }

  @Test
  void freePortsAreNextToEachOtherAndNobodysWayOut() throws Exception {
    PortRange free = PortRange.free(3);
    // Read in one piece: the kernel gives the rest of it to nobody.
    String outgoing =
        Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).getFirst();
    assertThat(free.count()).isEqualTo(3);
    assertThat(free.first() + 3).isLessThan(Integer.parseInt(outgoing.split("\\s+")[0]));
    try (ServerSocket taken =
        new ServerSocket(free.first(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(free.next(Set.of(), folder.resolve("last-port")))
          .isNotEqualTo(taken.getLocalPort())
          .isEqualTo(free.first() + 1);
    }
  }
}
