package herd.service;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The environment a service is configured from. {@link #read} builds a configuration record and
 * reports everything that is wrong at once. Its text form hides the values: some are secrets.
 */
public final class Environment {

  private final Map<String, String> variables;

  /** What was asked for so far; process types start on threads of their own. */
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  public Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /**
   * Builds a value from typed variables: {@code environment.read(StarterConfig::from)}.
   *
   * @throws ConfigurationError naming every variable that is missing or wrong
   */
  public <T> T read(Function<Variables, T> reader) {
    Variables reads = new Variables(variables, read::add);
    T value;
    try {
      value = reader.apply(reads);
    } catch (RuntimeException e) {
      // A record may refuse the stand-in of a wrong variable: the variable's own error says more.
      throw reads.errors().isEmpty() ? e : new ConfigurationError(reads.errors());
    }
    List<String> errors = reads.errors();
    if (!errors.isEmpty()) {
      throw new ConfigurationError(errors);
    }
    return value;
  }

  /**
   * Variables of ours that nothing has read so far, though one of nearly that name was asked for
   * and is not set. Others that nobody reads are no news: all services may share one environment.
   */
  public List<Misspelt> misspelt() {
    List<String> unset = read.stream().filter(name -> !variables.containsKey(name)).toList();
    return variables.keySet().stream()
        .filter(name -> name.startsWith("HERD_") && !read.contains(name))
        .sorted()
        .flatMap(name -> Misspelt.of(name, unset).stream())
        .toList();
  }

  @Override
  public String toString() {
    return "Environment" + variables.keySet();
  }
}
