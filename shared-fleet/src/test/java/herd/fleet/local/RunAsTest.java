package herd.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunAsTest {

  @Test
  void rootOfAContainerSeesOthersOnlyWithTheCapability() {
    assertThat(RunAs.seesOthers(status("000001ffffffffff"))).isTrue();
    assertThat(RunAs.seesOthers(status("00000000a80425fb"))).as("docker's default").isFalse();
    assertThat(RunAs.seesOthers(status("00000000a80c25fb"))).as("and SYS_PTRACE").isTrue();
  }

  private static List<String> status(String effective) {
    return List.of("Name:\tjava", "CapPrm:\t000001ffffffffff", "CapEff:\t" + effective);
  }
}
