package herd.production;

import static org.assertj.core.api.Assertions.assertThat;

import herd.production.resource.ResourceMachine;
import herd.statemachine.Lint;
import herd.statemachine.Mermaid;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The machine of this room is sound and drawn in docs/machines. To draw anew: mvn -pl
 * production-tier-service -am test -Dtest=DocumentsTest -Dherd.regenerate=true
 * -Dsurefire.failIfNoSpecifiedTests=false
 */
class DocumentsTest {

  private final ResourceMachine machine = new ResourceMachine();

  @Test
  void theMachineIsSound() {
    assertThat(Lint.check(machine)).isEmpty();
  }

  @Test
  void theMachineIsDrawnAsItIs() throws Exception {
    Path file = Path.of("../docs/machines/production-resource.md");
    String page =
        "# The machine `%s`\n\nDrawn from its rules by a test of its room.\n\n```mermaid\n%s```\n"
            .formatted(machine.name(), Mermaid.draw(machine));
    if (Boolean.getBoolean("herd.regenerate")) {
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
  }
}
