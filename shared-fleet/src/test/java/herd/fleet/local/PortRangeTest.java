package herd.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;

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
}
