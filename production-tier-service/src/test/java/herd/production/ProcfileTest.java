package herd.production;

import static org.assertj.core.api.Assertions.assertThat;

import herd.service.Procfile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcfileTest {

  @Test
  void theProcfileNamesEveryProcessType() throws Exception {
    assertThat(Files.readString(Path.of("Procfile"))).isEqualTo(Procfile.of(Main.DEFINITION));
  }
}
