package herd.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A process type and how many copies of it to run: {@code resource-feeler=4}. */
public record Choice(ProcessType type, int copies) {

  static final int MOST_COPIES = 1000;

  public Choice {
    if (copies < 1 || copies > MOST_COPIES) {
      throw new IllegalArgumentException(
          "%s: copies must be between 1 and %d".formatted(type.name(), MOST_COPIES));
    }
    if (copies > 1 && !(type instanceof ProcessType.Ring)) {
      throw new IllegalArgumentException(type.name() + ": only a ring can have more than one copy");
    }
  }

  /**
   * Reads the command line of a service.
   *
   * @throws IllegalArgumentException with a message for the operator when a name is unknown or
   *     given twice, or a number is none
   */
  public static List<Choice> parse(ServiceDefinition definition, List<String> words) {
    List<Choice> choices = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      ProcessType type =
          definition
              .processType(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "'%s' is no process type of %s; it has: %s"
                          .formatted(name, definition.name(), definition.names())));
      if (!seen.add(name)) {
        throw new IllegalArgumentException("'" + name + "' is given twice; use " + name + "=N");
      }
      choices.add(new Choice(type, equals < 0 ? 1 : copies(name, word.substring(equals + 1))));
    }
    return choices;
  }

  private static int copies(String name, String number) {
    if (!number.matches("[0-9]{1,4}")) {
      throw new IllegalArgumentException(name + "=N: N must be a whole number, for example 4");
    }
    return Integer.parseInt(number);
  }
}
