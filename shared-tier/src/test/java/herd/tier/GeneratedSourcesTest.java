package herd.tier;

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
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed jOOQ sources are what the migrations say, without a schema's name: every tier has a
 * schema of its own. To make them anew: mvn -pl shared-tier -am test -Dtest=GeneratedSourcesTest
 * -Dherd.regenerate=true -Dsurefire.failIfNoSpecifiedTests=false
 */
class GeneratedSourcesTest {

  private static final Path COMMITTED = Path.of("src/main/java/herd/tier/generated");

  @RegisterExtension static final TestBed BED = new TestBed();

  @TempDir Path folder;

  @Test
  void theCommittedSourcesAreThoseOfTheMigrations() throws Exception {
    boolean regenerate = Boolean.getBoolean("herd.regenerate");
    Path target = regenerate ? Path.of("src/main/java") : folder;
    GenerationTool.generate(
        new Configuration()
            .withLogging(Logging.WARN)
            .withJdbc(
                new Jdbc()
                    .withUrl(BED.jdbcUrl())
                    .withUser(TestBed.ROLE)
                    .withPassword(TestBed.PASSWORD))
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withInputSchema(TestBed.SCHEMA)
                            .withExcludes("flyway.*")
                            .withOutputSchemaToDefault(true))
                    .withGenerate(
                        new Generate()
                            .withPojos(false)
                            .withDaos(false)
                            .withGeneratedAnnotation(false)
                            .withComments(false)
                            .withRoutines(false))
                    .withTarget(
                        new Target()
                            .withPackageName("herd.tier.generated")
                            .withDirectory(target.toString()))));
    assertThat(texts(target.resolve("herd/tier/generated"))).isEqualTo(texts(COMMITTED));
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
