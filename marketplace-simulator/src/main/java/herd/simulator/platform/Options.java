package herd.simulator.platform;

import herd.simulator.http.Caller;
import herd.simulator.http.Problem;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a customer gave after {@code --}. Where an option names another database, the provider, who
 * does not know the customer's names, gets its add-on's uuid; URLs go through as they are.
 */
final class Options {
  private static final List<String> NAMING = List.of("follow", "fork", "rollback");

  private final Resolver resolver;

  Options(Resolver resolver) {
    this.resolver = resolver;
  }

  Map<String, String> resolved(World world, Caller.User user, App app, Map<String, String> given) {
    var resolved = new LinkedHashMap<>(given);
    for (String option : NAMING) {
      resolved.computeIfPresent(option, (_, value) -> uuid(world, user, app, option, value));
    }
    return Map.copyOf(resolved);
  }

  private String uuid(World world, Caller.User user, App app, String option, String value) {
    if (value.contains("://")) {
      return value;
    }
    int colons = value.indexOf("::");
    String where = colons < 0 ? app.name() : value.substring(0, colons);
    String what = colons < 0 ? value : value.substring(colons + 2);
    try {
      return id(resolver.addons(world, user, what, Optional.of(where)));
    } catch (Problem notInApp) {
      try {
        return id(resolver.addons(world, user, what, Optional.empty()));
      } catch (Problem nowhere) {
        throw Problem.invalid("Couldn't find the database that " + option + " names.");
      }
    }
  }

  private static String id(List<Addon> found) {
    return found.getFirst().id().toString();
  }
}
