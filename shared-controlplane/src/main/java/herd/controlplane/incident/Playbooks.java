package herd.controlplane.incident;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pages that explain incidents to whoever is on call: one Markdown file per type, of its name,
 * beside the class that declares it. Its second-level headings are the attempts' names, in order.
 */
public final class Playbooks {

  private Playbooks() {}

  /** The page of one type: beside that class, or here for the types every room shares. */
  public static Optional<String> find(String type, Class<?> beside) {
    return read(type, beside).or(() -> read(type, Playbooks.class));
  }

  private static Optional<String> read(String type, Class<?> beside) {
    try (InputStream file = beside.getResourceAsStream(type + ".md")) {
      return file == null
          ? Optional.empty()
          : Optional.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the playbook of " + type, e);
    }
  }

  /** For a test in every room that declares types: what is wrong, one sentence each. */
  public static List<String> check(List<? extends IncidentType<?>> types, Class<?> beside) {
    List<String> faults = new ArrayList<>();
    for (IncidentType<?> type : types) {
      List<String> attempts = type.attempts().stream().map(Attempt::name).toList();
      Optional<String> page = find(type.name(), beside);
      if (page.isEmpty()) {
        faults.add(
            "%s has no playbook %s.md beside %s".formatted(type.name(), type.name(), beside));
      } else if (!headings(page.get()).equals(attempts)) {
        faults.add(
            "the playbook of %s has the steps %s, and its attempts are %s"
                .formatted(type.name(), headings(page.get()), attempts));
      }
    }
    return faults;
  }

  private static List<String> headings(String page) {
    return page.lines()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3).strip())
        .toList();
  }
}
