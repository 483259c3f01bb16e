package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;

import herd.service.ProcessType;
import herd.service.Procfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
        .isEqualTo("formation: all=1" + releases + "\ntimeout: 30\n");
  }

  @Test
  void theExampleEnvironmentKnowsForemansPorts() throws Exception {
    Map<String, String> example = ExampleEnvironment.read();
    List<String> lines = Files.readAllLines(ROOT.resolve("Procfile"));
    Map.of(
            "HERD_STARTER_URL", "starter-tier-web",
            "HERD_PRODUCTION_URL", "production-tier-web",
            "HERD_URL", "front-door-web")
        .forEach((variable, process) ->
            assertThat(example)
                .containsEntry(variable, "http://127.0.0.1:" + foremansPort(lines, process)));
    assertThat(lines.getFirst()).as("the marketplace may have its port").contains("-release:");
    assertThat(example).containsEntry("HERD_MARKETPLACE_API_URL", "http://127.0.0.1:5000");
    int firstServer = Integer.parseInt(example.getOrDefault("HERD_LOCAL_PORTS", "").split("-")[0]);
    assertThat(firstServer).isGreaterThan(5000 + 100 * lines.size());
  }

  /** 5000 for the first line, 100 more for each further one. */
  private static int foremansPort(List<String> procfile, String process) {
    List<String> names = procfile.stream().map(line -> line.split(":", 2)[0]).toList();
    assertThat(names).contains(process);
    return 5000 + 100 * names.indexOf(process);
  }
}
