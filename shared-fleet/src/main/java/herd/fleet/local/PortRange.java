package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The ports local machines may have. They are handed out in turn, so that one that was given back
 * is used again as late as can be (SAFETY 16).
 *
 * @param first the lowest port
 * @param count how many
 */
public record PortRange(int first, int count) {
  /**
   * The next free one; called under the provider's lock.
   *
   * @param taken ports some machine refers to, running or not
   * @param cursor the file that remembers the last one given
   */
  int next(Set<Integer> taken, Path cursor) {
    int last = last(cursor);
    for (int step = 1; step <= count; step++) {
      int port = first + Math.floorMod(last - first + step, count);
      if (!taken.contains(port) && free(port)) {
        try {
          Files.writeString(cursor, Integer.toString(port));
        } catch (IOException e) {
          throw new ProviderTrouble("cannot write " + cursor, e);
        }
        return port;
      }
    }
    throw new ProviderTrouble(
        "no free port in %d to %d: destroy a machine or widen the range"
            .formatted(first, first + count - 1));
  }

  private int last(Path cursor) {
    try {
      return Files.exists(cursor) ? Integer.parseInt(Files.readString(cursor).strip()) : first - 1;
    } catch (IOException | NumberFormatException e) {
      throw new ProviderTrouble("cannot read " + cursor, e);
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false; // somebody else listens there
    }
  }
}
