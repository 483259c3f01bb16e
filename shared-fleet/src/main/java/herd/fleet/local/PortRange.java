package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        remember(cursor, port);
        return port;
      }
    }
    throw new ProviderTrouble(
        "no free port in %d to %d: destroy a machine or widen the range"
            .formatted(first, first + count - 1));
  }

  /** At once or not at all: a worker may be killed at any moment. */
  private static void remember(Path cursor, int port) {
    Path fresh = cursor.resolveSibling(cursor.getFileName() + ".new");
    try {
      Files.writeString(fresh, Integer.toString(port));
      Files.move(
          fresh, cursor, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ProviderTrouble("cannot write " + cursor, e);
    }
  }

  /** Only a start for the search; a file that holds no number is as good as none. */
  private int last(Path cursor) {
    try {
      String text = Files.exists(cursor) ? Files.readString(cursor).strip() : "";
      return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : first - 1;
    } catch (IOException e) {
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
