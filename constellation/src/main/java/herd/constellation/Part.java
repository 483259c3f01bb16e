package herd.constellation;

import herd.service.Choice;
import herd.service.Environment;
import herd.service.ServiceDefinition;
import java.util.List;
import java.util.stream.Collectors;

/** Some process types of one service, run together with one environment. */
record Part(ServiceDefinition service, Environment environment, List<Choice> choices) {

  /** All of them, in the order they start. */
  static List<Part> all(Wiring wiring) {
    return List.of(of(herd.frontdoor.Main.DEFINITION, wiring.frontDoor(), "web"));
  }

  private static Part of(ServiceDefinition service, Environment environment, String... types) {
    return new Part(service, environment, Choice.parse(service, List.of(types)));
  }

  @Override
  public String toString() {
    return choices.stream()
        .map(choice -> choice.type().name())
        .collect(Collectors.joining("+", service.name() + " ", ""));
  }
}
