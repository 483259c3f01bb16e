package herd.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The finished rounds of a campaign, a line each: a campaign that is started again with the same
 * file goes on where it stopped.
 */
public final class RoundFile<R> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Class<R> kind;

  public RoundFile(Path file, Class<R> kind) {
    this.file = file;
    this.kind = kind;
  }

  public List<R> read() throws IOException {
    List<R> rounds = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        rounds.add(JSON.readValue(line, kind));
      }
    }
    return rounds;
  }

  public void add(R round) throws IOException {
    Files.writeString(
        file,
        JSON.writeValueAsString(round) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * Said before anything is played: else a report of old rounds is taken for one of new rounds.
   *
   * @param more whether any round is still to be played
   */
  public String begun(int rounds, boolean more) {
    Path here = file.toAbsolutePath();
    if (rounds == 0) {
      return "each finished round is kept in " + here;
    }
    return more
        ? "goes on after the %d rounds in %s".formatted(rounds, here)
        : """
        nothing is left to play: the report is of the %d rounds in %s.
        To play anew, delete that file or name another with --file; to go on, ask for more.\
        """
            .formatted(rounds, here);
  }
}
