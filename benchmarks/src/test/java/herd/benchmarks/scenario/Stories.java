package herd.benchmarks.scenario;

import herd.benchmarks.scenario.Step.Harm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The repository's scenario files, in order of their names; each is played by one of two tests. */
final class Stories {

  private static final Path FOLDER = Path.of("..", "scenarios").toAbsolutePath().normalize();

  private Stories() {}

  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".herd")).sorted().toList();
    }
  }

  /** Those that take networks or disks of their own: {@link CutsTest} plays them. */
  static List<Path> apart() throws IOException {
    return all().stream().filter(file -> any(file, Harm::takesItsOwn)).toList();
  }

  static boolean onDisk(Path file) {
    return any(file, Harm::onDisk);
  }

  /** {@link ScenariosTest} plays them, on one stage. */
  static List<Path> together() throws IOException {
    return all().stream().filter(file -> !any(file, Harm::takesItsOwn)).toList();
  }

  private static boolean any(Path file, Predicate<Harm> kind) {
    try {
      return Script.read(file).any(kind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
