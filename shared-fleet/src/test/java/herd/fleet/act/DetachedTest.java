package herd.fleet.act;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.local.TestFleet;
import herd.fleet.provider.Machine;
import herd.fleet.ssh.Ssh;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DetachedTest {
  private static final TestFleet FLEET = new TestFleet();
  private static final Machine MACHINE = FLEET.machine();
  private static final Host HOST = Host.of(MACHINE, FLEET.identity);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Detached detached = new Detached(FLEET.ssh);

  @AfterAll
  static void close() {
    FLEET.close();
  }

  @Test
  void aStepOutlivesTheLoginAndIsAdoptedByASuccessor() {
    Script step =
        new Script(
            "step",
            "read -r S; echo \"$WORD $S\"; until [ -e $ROOT/go ]; do sleep 0.1; done; echo done; exit 3\n");
    try (Ssh ssh = new Ssh(1)) {
      assertThat(start(new Detached(ssh), "long", step, 1).state())
          .isEqualTo(DetachedRun.State.RUNNING);
    }
    assertThat(start(detached, "long", step, 2).state()).isEqualTo(DetachedRun.State.RUNNING);
    // What it forks bears its name until it is something else: more than one are there only for a
    // moment.
    assertThat(
            FLEET.run(
                MACHINE,
                "for i in $(seq 100); do n=$(pgrep -cf '^sh ./step.sh'); [ $n = 1 ] && break; sleep 0.05; done; echo $n"))
        .isEqualTo("1");

    FLEET.run(
        MACHINE,
        "touch "
            + MACHINE.root()
            + "/go; for i in $(seq 100); do [ -e "
            + MACHINE.root()
            + "/runs/long/exit ] && break; sleep 0.1; done");
    DetachedRun ended = detached.poll(FLEET.here, HOST, "long", LIMIT);
    assertThat(ended)
        .isEqualTo(
            new DetachedRun(
                DetachedRun.State.ENDED, java.util.Optional.of(3), "hello hush\ndone\n"));
    assertThat(start(detached, "long", step, 2).state()).isEqualTo(DetachedRun.State.ENDED);
  }

  @Test
  void aStepIsEndedWithAllItStartedAndALostOneIsToldFromARunningOne() {
    // Told from the sleeper of another run of this test on the same machine.
    String sleeper = "sleep 1" + ProcessHandle.current().pid();
    Script step = new Script("step", sleeper + " & wait\n");
    start(detached, "other", step, 1);
    FLEET.run(
        MACHINE,
        "for i in $(seq 100); do pgrep -f '^%s$' && break; sleep 0.1; done".formatted(sleeper));
    FLEET.run(
        MACHINE,
        "read -r g b <"
            + MACHINE.root()
            + "/runs/other/group; kill -KILL -$g; while [ -e /proc/$g ]; do sleep 0.1; done");
    assertThat(detached.poll(FLEET.here, HOST, "other", LIMIT).state())
        .isEqualTo(DetachedRun.State.LOST);
    start(detached, "other", step, 1);

    detached.end(FLEET.here, HOST, List.of(Claim.exclusive("s", 1, 1)), "other", LIMIT);

    assertThat(detached.poll(FLEET.here, HOST, "other", LIMIT).state())
        .isEqualTo(DetachedRun.State.NONE);
    String left =
        "for i in $(seq 100); do pgrep -f '^%s$' >/dev/null || break; sleep 0.1; done; pgrep -cf '^%s$'"
            .formatted(sleeper, sleeper);
    assertThat(FLEET.run(MACHINE, left)).isEqualTo("0");
  }

  private static DetachedRun start(Detached by, String name, Script step, long token) {
    return by.startOrAdopt(
        FLEET.here,
        HOST,
        List.of(Claim.exclusive("subject-of-" + name, 1, token)),
        name,
        step,
        Map.of("WORD", "hello"),
        "hush\n".getBytes(StandardCharsets.UTF_8),
        LIMIT);
  }
}
