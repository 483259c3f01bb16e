package herd.fleet.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a data folder's postmaster.pid says; zeros when there is none.
 *
 * @see <a href="https://www.postgresql.org/docs/15/storage-file-layout.html">postmaster.pid's place
 *     in the manual</a>
 */
record PidFile(long pid, int port, boolean ready) {
  private static final PidFile NONE = new PidFile(0, 0, false);
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  static PidFile read(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      if (lines.size() <= PORT_LINE) {
        return NONE; // being written
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return new PidFile(
          Long.parseLong(lines.getFirst().strip()),
          Integer.parseInt(lines.get(PORT_LINE).strip()),
          ready);
    } catch (IOException | NumberFormatException e) {
      return NONE; // none, or being written: the caller looks again
    }
  }
}
