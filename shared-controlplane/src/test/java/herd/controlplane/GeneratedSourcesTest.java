package herd.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed jOOQ sources are what the migrations say. To make them anew: mvn -pl
 * shared-controlplane -am test -Dtest=GeneratedSourcesTest -Dherd.regenerate=true
 * -Dsurefire.failIfNoSpecifiedTests=false
 */
class GeneratedSourcesTest {

  private static final Path COMMITTED = Path.of("src/main/java/herd/controlplane/generated");

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  @TempDir Path folder;

  @Test
  void theCommittedSourcesAreThoseOfTheMigrations() throws Exception {
    boolean regenerate = Boolean.getBoolean("herd.regenerate");
    Path target = regenerate ? Path.of("src/main/java") : folder;
    GenerationTool.generate(
        new Configuration()
            .withLogging(org.jooq.meta.jaxb.Logging.WARN)
            .withJdbc(
                new Jdbc()
                    .withUrl(PLANE.jdbcUrl())
                    .withUser(TestPlane.OWNER)
                    .withPassword(TestPlane.PASSWORD))
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withInputSchema("control")
                            .withExcludes("observation_\\d.*|flyway.*|make_partitions")
                            .withOutputSchemaToDefault(false))
                    .withGenerate(
                        new Generate()
                            .withPojos(false)
                            .withDaos(false)
                            .withGeneratedAnnotation(false)
                            .withComments(false)
                            .withRoutines(false))
                    .withTarget(
                        new Target()
                            .withPackageName("herd.controlplane.generated")
                            .withDirectory(target.toString()))));
    assertThat(texts(target.resolve("herd/controlplane/generated"))).isEqualTo(texts(COMMITTED));
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }
}
