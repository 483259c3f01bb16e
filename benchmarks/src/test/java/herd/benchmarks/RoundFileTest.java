package herd.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundFileTest {

  record Round(String what, int kills) {}

  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = folder.resolve("rounds.jsonl");
  }

  @Test
  void whatOneRunPlayedTheNextOneFinds() throws Exception {
    RoundFile<Round> first = new RoundFile<>(path, Round.class);
    assertThat(first.read()).isEmpty();
    first.add(new Round("chaos", 25));
    first.add(new Round("scene", 1));

    assertThat(new RoundFile<>(path, Round.class).read())
        .containsExactly(new Round("chaos", 25), new Round("scene", 1));
  }

  @Test
  void aRunThatHasNothingLeftToPlaySaysSoAndWhatToDo() {
    RoundFile<Round> file = new RoundFile<>(path, Round.class);
    assertThat(file.begun(0, true)).isEqualTo("each finished round is kept in " + path);
    assertThat(file.begun(7, true)).isEqualTo("goes on after the 7 rounds in " + path);
    assertThat(file.begun(17, false))
        .contains("nothing is left to play", "17 rounds in " + path, "delete", "--file");
  }
}
