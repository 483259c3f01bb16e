package herd.service;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A service's name and the list of its process types: the one list which main, the constellation,
 * the Procfile's test and the other tests read.
 *
 * @param room the folder of its Maven module, which is also its jar's name
 */
public record ServiceDefinition(String name, String room, List<ProcessType> processTypes) {

  /** A service whose room has its own name. */
  public ServiceDefinition(String name, List<ProcessType> processTypes) {
    this(name, name, processTypes);
  }

  public ServiceDefinition {
    processTypes = List.copyOf(processTypes);
    Set<String> seen = new HashSet<>();
    for (ProcessType type : processTypes) {
      // Foreman and Heroku accept no other names in a Procfile.
      if (!type.name().matches("[a-z][a-z0-9-]*")) {
        throw new IllegalArgumentException(
            "process type '%s': use lower-case letters, digits and -".formatted(type.name()));
      }
      if (!seen.add(type.name())) {
        throw new IllegalArgumentException("process type '" + type.name() + "' is declared twice");
      }
    }
  }

  public Optional<ProcessType> processType(String name) {
    return processTypes.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** The names in the order they were declared, for messages. */
  public String names() {
    return processTypes.stream().map(ProcessType::name).collect(Collectors.joining(", "));
  }

  /** Everything but the releases, one copy each: what a laptop runs. */
  public List<Choice> everythingThatStays() {
    return processTypes.stream()
        .filter(t -> !(t instanceof ProcessType.Release))
        .map(t -> new Choice(t, 1))
        .toList();
  }
}
