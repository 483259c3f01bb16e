package herd.production;

import static org.assertj.core.api.Assertions.assertThat;

import herd.service.Environment;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ZonesWarningTest {

  @Test
  void oneZoneForAllServersIsWarnedOf() {
    assertThat(warning(Map.of())).get().asString().contains("HERD_ZONES");
    assertThat(warning(Map.of("HERD_ZONES", "a,a"))).isPresent();
    assertThat(warning(Map.of("HERD_ZONES", "a,b"))).isEmpty();
  }

  private static Optional<String> warning(Map<String, String> variables) {
    return new Environment(variables).read(ProductionTier.Config::from).warning();
  }
}
