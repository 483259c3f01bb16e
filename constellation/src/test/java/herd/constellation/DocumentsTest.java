package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map of the rooms shows what they have drawn. */
final class DocumentsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern LINK =
      Pattern.compile("\\| \\[[a-z ]+]\\(machines/([a-z-]+\\.md)\\) \\|");

  @Test
  void everyDrawnMachineIsOnTheMapAndNoOther() throws Exception {
    String map = Files.readString(DOCS.resolve("architecture.md"));
    try (Stream<Path> drawn = Files.list(DOCS.resolve("machines"))) {
      List<String> machines = drawn.map(file -> file.getFileName().toString()).toList();
      assertThat(LINK.matcher(map).results().map(link -> link.group(1)))
          .containsExactlyInAnyOrderElementsOf(machines);
    }
  }
}
