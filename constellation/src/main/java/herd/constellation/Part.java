package herd.constellation;

import herd.service.Choice;
import herd.service.Environment;
import herd.service.ServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Some process types of one service, run together with one environment. */
record Part(ServiceDefinition service, Environment environment, List<Choice> choices) {
  private static final ServiceDefinition STARTER = herd.starter.Main.DEFINITION;
  private static final ServiceDefinition PRODUCTION = herd.production.Main.DEFINITION;
  private static final ServiceDefinition ADMIN = herd.admin.Main.DEFINITION;
  private static final ServiceDefinition FRONT_DOOR = herd.frontdoor.Main.DEFINITION;

  /** The services of this installation. */
  static final List<ServiceDefinition> SERVICES = List.of(STARTER, PRODUCTION, ADMIN, FRONT_DOOR);

  /** What of a tier runs once. */
  private static final String[] BOOKS = {"web", "pool-keeper", "keeper", "incident-resolver"};

  /** What of a tier runs at every vantage. */
  private static final String[] FEELERS = {"vantage-feeler", "server-feeler", "resource-feeler"};

  private static final String[] PRODUCTION_FEELERS = {
    "vantage-feeler", "server-feeler", "resource-feeler", "pair-feeler", "follower-feeler"
  };

  /** All of them, in the order they start. */
  static List<Part> all(Wiring wiring) {
    List<Part> parts = new ArrayList<>();
    parts.add(of(STARTER, wiring.starter(), "release"));
    parts.add(of(PRODUCTION, wiring.production(), "release"));
    parts.add(of(ADMIN, wiring.admin(), "release"));
    parts.add(of(STARTER, wiring.starter(), BOOKS));
    parts.add(of(PRODUCTION, wiring.production(), BOOKS));
    for (String vantage : Vantages.NAMES) {
      parts.add(of(STARTER, wiring.starter(vantage), FEELERS));
      parts.add(of(PRODUCTION, wiring.production(vantage), PRODUCTION_FEELERS));
    }
    parts.add(of(ADMIN, wiring.admin(), "web"));
    parts.add(of(FRONT_DOOR, wiring.frontDoor(), "web"));
    return parts;
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
