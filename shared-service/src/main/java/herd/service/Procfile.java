package herd.service;

import java.util.List;
import java.util.stream.Collectors;

/** The text of Procfiles, made from the list of process types; tests compare it with the files. */
public final class Procfile {

  private Procfile() {}

  /** A service's own Procfile, which runs in the service's folder. */
  public static String of(ServiceDefinition service) {
    return lines(service, "", "");
  }

  /** The root Procfile: all services together, each name with its service's name before it. */
  public static String union(List<ServiceDefinition> services) {
    return services.stream()
        .map(s -> lines(s, s.name() + "-", s.room() + "/"))
        .collect(Collectors.joining());
  }

  private static String lines(ServiceDefinition service, String prefix, String folder) {
    return service.processTypes().stream()
        .map(type ->
            "%s%s: java -jar %starget/%s.jar %s\n"
                .formatted(prefix, type.name(), folder, service.room(), type.name()))
        .collect(Collectors.joining());
  }
}
