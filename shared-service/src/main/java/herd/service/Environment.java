package herd.service;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The environment a service is configured from. {@link #read} builds a configuration record and
 * reports everything that is wrong at once. Its text form hides the values: some are secrets.
 */
public final class Environment {

  private final Map<String, String> variables;

  public Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /**
   * Builds a value from typed variables: {@code environment.read(StarterConfig::from)}.
   *
   * @throws ConfigurationError naming every variable that is missing or wrong
   */
  public <T> T read(Function<Variables, T> reader) {
    Variables reads = new Variables(variables);
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

  @Override
  public String toString() {
    return "Environment" + variables.keySet();
  }
}
