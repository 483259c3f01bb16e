package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import herd.starter.resource.ResourceMachine;
import herd.statemachine.Lint;
import herd.statemachine.Machine;
import herd.statemachine.Mermaid;
import herd.tier.pool.PoolMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The machines of this room are sound and drawn in docs/machines. To draw anew: mvn -pl
 * starter-tier-service -am test -Dtest=DocumentsTest -Dherd.regenerate=true
 * -Dsurefire.failIfNoSpecifiedTests=false
 */
class DocumentsTest {

  static List<Machine<?, ?, ?>> machines() {
    return List.of(new ResourceMachine(), new PoolMachine());
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theMachineIsSound(Machine<?, ?, ?> machine) {
    assertThat(Lint.check(machine)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theMachineIsDrawnAsItIs(Machine<?, ?, ?> machine) throws Exception {
    String name = machine.name().replace(' ', '-').toLowerCase(Locale.ROOT);
    Path file = Path.of("../docs/machines").resolve(name + ".md");
    String page =
        "# The machine `%s`\n\nDrawn from its rules by a test of its room.\n\n```mermaid\n%s```\n"
            .formatted(machine.name(), Mermaid.draw(machine));
    if (Boolean.getBoolean("herd.regenerate")) {
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
  }
}
