package herd.benchmarks.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A scenario as it was written: one step a line; what follows a {@code #} is for the reader.
 *
 * @param name of its file
 */
record Script(String name, List<Line> lines) {

  /** One step, as it was written and as it was understood. */
  record Line(String text, Step step) {}

  /** A file that is not a scenario; the message names file, line and what can be said. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static Script read(Path file) throws IOException {
    return of(String.valueOf(file.getFileName()), Files.readAllLines(file));
  }

  /** Whether there is a step with a harm of that kind. */
  boolean any(Predicate<Step.Harm> kind) {
    return lines.stream()
        .map(Line::step)
        .anyMatch(step -> step instanceof Step.Befalls(Step.Harm harm, _) && kind.test(harm));
  }

  static Script of(String name, List<String> lines) {
    List<Line> all = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      number++;
      String said = line.replaceFirst("#.*", "").strip();
      if (!said.isEmpty()) {
        all.add(new Line(said, understood(name, number, said)));
      }
    }
    if (all.isEmpty()) {
      throw new Malformed(name + " has no step");
    }
    return new Script(name, List.copyOf(all));
  }

  private static Step understood(String name, int number, String said) {
    return Grammar.step(said)
        .orElseThrow(() ->
            new Malformed(
                "%s:%d: \"%s\" is no step. Steps are:%n%s"
                    .formatted(name, number, said, Grammar.help())));
  }
}
