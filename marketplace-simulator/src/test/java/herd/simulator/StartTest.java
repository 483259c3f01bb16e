package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:9/");

  @Test
  void aPortInUseLeavesNothingLocked(@TempDir Path folder) {
    Optional<Path> state = Optional.of(folder.resolve("state.json"));
    try (var first = Simulator.start(config(0, Optional.empty()))) {
      int taken = first.url().getPort();
      assertThatThrownBy(() -> Simulator.start(config(taken, state)))
          .isInstanceOf(RuntimeException.class);
    }
    try (var again = Simulator.start(config(0, state))) {
      assertThat(new Api(again.url(), "").get("/health").status()).isEqualTo(200);
    }
  }

  private static SimulatorConfig config(int port, Optional<Path> state) {
    return SimulatorConfig.onLoopback(port, state, NOBODY, Rig.MANIFEST, List.of(Rig.ANN));
  }
}
