package herd.constellation;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** All that can be said of docker-compose.yml without Docker. */
final class ComposeFileTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern VARIABLE = Pattern.compile("HERD_[A-Z_]*[A-Z]");

  private static String text;
  private static Map<String, Map<String, Object>> services;

  @BeforeAll
  static void read() throws IOException {
    text = Files.readString(ROOT.resolve("docker-compose.yml"));
    Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(text);
    services = compose.getOrDefault("services", Map.of());
  }

  @Test
  void everyProcessTypeIsStartedFromItsServicesJar() {
    Map<String, Set<String>> declared = new TreeMap<>();
    for (ServiceDefinition service : Part.SERVICES) {
      declared.put(
          service.room(),
          service.processTypes().stream()
              .map(ProcessType::name)
              .collect(toCollection(TreeSet::new)));
    }
    Map<String, Set<String>> composed = new TreeMap<>();
    services
        .values()
        .forEach(container -> {
          String room = at(container, "build", "args", "SERVICE");
          if (declared.containsKey(room)) {
            composed.computeIfAbsent(room, _ -> new TreeSet<>()).addAll(types(container));
          }
        });
    assertThat(composed).isEqualTo(declared);
  }

  /** One vantage alone never says that anything is down (SAFETY 6 and 8). */
  @Test
  void whatLooksDoesSoFromEveryVantage() {
    Map<String, Set<String>> vantages = new TreeMap<>();
    services
        .values()
        .forEach(container ->
            types(container).stream()
                .filter(type -> type.endsWith("-feeler"))
                .forEach(type ->
                    vantages
                        .computeIfAbsent(
                            at(container, "build", "args", "SERVICE") + " " + type,
                            _ -> new TreeSet<>())
                        .add(at(container, "environment", "HERD_VANTAGE"))));
    assertThat(vantages).hasSize(8);
    assertThat(vantages.values()).allMatch(Set.of("zone-a", "zone-b", "zone-c")::equals);
  }

  @Test
  void whatIsBuiltAndMountedIsThere() {
    services.forEach((name, container) -> {
      if (container.containsKey("build")) {
        Path context = ROOT.resolve(at(container, "build", "context"));
        assertThat(context.resolve(at(container, "build", "dockerfile"))).as(name).isRegularFile();
        String room = at(container, "build", "args", "SERVICE");
        assertThat(ROOT.resolve(room.equals("absent") ? "." : room).resolve("pom.xml"))
            .as(name)
            .isRegularFile();
      }
      for (Object volume : list(container, "volumes")) {
        String source = volume.toString().split(":")[0];
        // The keys are the operator's: .env.example says how they are made.
        if (source.startsWith("./") && !source.startsWith("./docker/keys")) {
          assertThat(ROOT.resolve(source)).as(name).isRegularFile();
        }
      }
    });
  }

  @Test
  void everyVariableIsReadBySomeProgramAndEveryOpenPlaceStandsInTheExample() throws IOException {
    Set<String> set = new TreeSet<>();
    services
        .values()
        .forEach(container -> {
          if (container.get("environment") instanceof Map<?, ?> variables) {
            variables.keySet().forEach(variable -> set.add(variable.toString()));
          }
        });
    set.removeIf(variable -> !variable.startsWith("HERD_"));
    assertThat(programsRead()).containsAll(set);

    Set<String> open = new TreeSet<>();
    Matcher places = Pattern.compile("\\$\\{([A-Z_]+)").matcher(text);
    while (places.find()) {
      open.add(places.group(1));
    }
    assertThat(ExampleEnvironment.read().keySet()).containsAll(open);
  }

  @Test
  void theExampleNamesNothingThatNobodyReads() throws IOException {
    Set<String> example = new TreeSet<>(ExampleEnvironment.read().keySet());
    example.remove("JDK_JAVA_OPTIONS");
    assertThat(programsRead()).containsAll(example);
  }

  @Test
  void noTwoContainersTakeTheSamePortOfTheHost() {
    List<Integer> taken =
        services.values().stream()
            .flatMap(container -> list(container, "ports").stream())
            .map(port -> port.toString().split(":"))
            .peek(port -> assertThat(port).as("bound to loopback").startsWith("127.0.0.1"))
            .flatMap(port -> range(port[1]).boxed())
            .toList();
    assertThat(taken).doesNotHaveDuplicates().isNotEmpty();
  }

  @Test
  void whatAContainerWaitsForOrSharesIsAContainer() {
    services.forEach((name, container) -> {
      List<String> others = new ArrayList<>();
      if (container.get("depends_on") instanceof Map<?, ?> awaited) {
        awaited.keySet().forEach(other -> others.add(other.toString()));
      }
      for (String shared : List.of("network_mode", "pid")) {
        String mode = at(container, shared);
        if (mode.startsWith("service:")) {
          others.add(mode.substring("service:".length()));
        }
      }
      assertThat(services.keySet()).as(name).containsAll(others);
    });
  }

  /** Every name of that kind in the product's sources, whole or as a prefix and its endings. */
  private static Set<String> programsRead() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String ending : List.of("_URL", "_USER", "_PASSWORD", "_POOL")) {
      names.add("HERD_CONTROL" + ending);
    }
    names.add("HERD_CONTROL_OWNER_PASSWORD"); // docker/passwords.sh, too
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file :
          files
              .filter(path -> path.toString().contains("/src/main/java/"))
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> !path.toString().contains("/constellation/"))
              .toList()) {
        Matcher found = VARIABLE.matcher(Files.readString(file));
        while (found.find()) {
          names.add(found.group());
        }
      }
    }
    return names;
  }

  private static IntStream range(String ports) {
    String[] ends = ports.split("-");
    return IntStream.rangeClosed(
        Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
  }

  private static Set<String> types(Map<String, Object> container) {
    return list(container, "command").stream()
        .map(Object::toString)
        .collect(toCollection(TreeSet::new));
  }

  private static List<?> list(Map<String, Object> container, String key) {
    return container.get(key) instanceof List<?> list ? list : List.of();
  }

  private static String at(Object yaml, String... path) {
    Object here = yaml;
    for (String step : path) {
      here = here instanceof Map<?, ?> map && map.get(step) != null ? map.get(step) : "absent";
    }
    return here.toString();
  }
}
