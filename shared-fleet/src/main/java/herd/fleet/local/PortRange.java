package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The ports local machines may have. They are handed out in turn, so that one that was given back
 * is used again as late as can be (SAFETY 16).
 *
 * @param first the lowest port
 * @param count how many
 */
public record PortRange(int first, int count) {
  private static final int LOWEST = 10_000;
  // The kernel takes ports for outgoing connections from 32768 on: one that is free now may be
  // somebody's way out a moment later.
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 1000;

  /**
   * Ports nobody listens at now, chosen at random, so that two processes that choose at once hardly
   * meet.
   */
  public static PortRange free(int count) {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count))
        .limit(TRIES)
        .filter(start -> IntStream.range(start, start + count).allMatch(PortRange::nobodyAt))
        .mapToObj(start -> new PortRange(start, count))
        .findFirst()
        .orElseThrow(() ->
            new ProviderTrouble(
                "no %d free ports in a row from %d to %d".formatted(count, LOWEST, HIGHEST)));
  }

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
      if (!taken.contains(port) && nobodyAt(port)) {
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

  private static boolean nobodyAt(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false; // somebody else listens there
    }
  }
}
