package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;

import herd.service.ProcessType;
import herd.service.Procfile;
import herd.service.ServiceDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The services' lists of process types, and the files that must say the same. */
final class WaysToStartTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theRootProcfileIsTheUnionOfTheServices() throws Exception {
    assertThat(Files.readString(ROOT.resolve("Procfile"))).isEqualTo(Procfile.union(Part.SERVICES));
  }

  @Test
  void foremanStartsOneOfEachButNoRelease() throws Exception {
    String releases =
        Part.SERVICES.stream()
            .flatMap(service ->
                service.processTypes().stream()
                    .filter(ProcessType.Release.class::isInstance)
                    .map(type -> "," + service.name() + "-" + type.name() + "=0"))
            .collect(Collectors.joining());
    assertThat(Files.readString(ROOT.resolve(".foreman")))
        .isEqualTo("formation: all=1" + releases + "\n");
  }

  @Test
  void theComposeFileStartsEveryProcessTypeFromItsServicesJar() throws Exception {
    Map<String, Map<String, Object>> compose =
        new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));
    Map<String, String> declared = new TreeMap<>();
    for (ServiceDefinition service : Part.SERVICES) {
      for (ProcessType type : service.processTypes()) {
        declared.put(service.name() + "-" + type.name(), service.room() + " [" + type.name() + "]");
      }
    }
    Map<String, String> composed = new TreeMap<>();
    compose
        .getOrDefault("services", Map.of())
        .forEach((name, container) -> {
          if (Part.SERVICES.stream().anyMatch(service -> name.startsWith(service.name() + "-"))) {
            composed.put(
                name, at(container, "build", "args", "SERVICE") + " " + at(container, "command"));
          }
        });
    assertThat(composed).isEqualTo(declared);
  }

  private static String at(Object yaml, String... path) {
    Object here = yaml;
    for (String step : path) {
      here = here instanceof Map<?, ?> map && map.get(step) != null ? map.get(step) : "absent";
    }
    return here.toString();
  }
}
