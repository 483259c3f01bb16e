package herd.fleet.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.local.TestFleet;
import herd.fleet.provider.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FencedTest {
  private static final TestFleet FLEET = new TestFleet();
  private static final Machine MACHINE = FLEET.machine();
  private static final Duration LIMIT = Duration.ofSeconds(25);

  private final Fenced fenced = new Fenced(FLEET.ssh);
  private final Host host = Host.of(MACHINE, FLEET.identity);
  private final String subject = UUID.randomUUID().toString();

  @AfterAll
  static void close() {
    FLEET.close();
  }

  @Test
  void aTokenThatIsLowerThanOneSeenIsRefusedAndNothingHappens() {
    act(Claim.exclusive(subject, 1, 7), "echo first >>$ROOT/$NAME");

    assertThatThrownBy(() -> act(Claim.exclusive(subject, 1, 6), "echo stale >>$ROOT/$NAME"))
        .isInstanceOf(StaleToken.class);
    act(Claim.exclusive(subject, 1, 7), "echo again >>$ROOT/$NAME");

    assertThat(said()).isEqualTo("first\nagain");
  }

  @Test
  void aHigherGenerationBeatsAnyNumber() {
    act(Claim.exclusive(subject, 1, 999_999), "true");
    act(Claim.exclusive(subject, 2, 1), "true");

    assertThatThrownBy(() -> act(Claim.exclusive(subject, 1, 1_000_000), "true"))
        .isInstanceOf(StaleToken.class);
  }

  @Test
  void sharedHoldersWorkSideBySideInAnyOrder() {
    CompletableFuture<Void> slow =
        inBackground(() ->
            act(
                Claim.shared(subject, 1, 5),
                "echo in >>$ROOT/$NAME; until [ -e $ROOT/$NAME.go ]; do sleep 0.1; done;"
                    + " echo 5 >>$ROOT/$NAME"));
    await("in");

    act(Claim.shared(subject, 1, 9), "echo 9 >>$ROOT/$NAME");
    act(Claim.shared(subject, 1, 6), "echo 6 >>$ROOT/$NAME; : >$ROOT/$NAME.go");
    slow.join();

    assertThat(said()).isEqualTo("in\n9\n6\n5");
  }

  @Test
  void aSharedHolderIsRefusedAfterAnExclusiveOneAndTheOtherWayRound() {
    act(Claim.shared(subject, 1, 5), "true");
    assertThatThrownBy(() -> act(Claim.exclusive(subject, 1, 4), "true"))
        .isInstanceOf(StaleToken.class);
    act(Claim.exclusive(subject, 1, 8), "true");
    assertThatThrownBy(() -> act(Claim.shared(subject, 1, 7), "true"))
        .isInstanceOf(StaleToken.class);
  }

  @Test
  void anActFrozenBetweenCheckAndActNeverActsAfterItsSuccessor() {
    CompletableFuture<Void> frozen =
        inBackground(() ->
            act(
                Claim.exclusive(subject, 1, 1),
                // Stops itself, and its whole group, with the lock in hand.
                "echo checked >>$ROOT/$NAME; kill -STOP -$GROUP; echo stale >>$ROOT/$NAME"));
    await("checked");
    String group = FLEET.run(MACHINE, "ls " + MACHINE.root() + "/fence/" + subject + ".holder.*");

    act(Claim.exclusive(subject, 1, 2), "echo successor >>$ROOT/$NAME");
    FLEET.run(MACHINE, "kill -CONT -" + group.substring(group.lastIndexOf('.') + 1));

    assertThatThrownBy(frozen::join).isInstanceOf(CompletionException.class);
    assertThat(said()).isEqualTo("checked\nsuccessor");
  }

  @Test
  void oneThatWaitedForTheLockChecksAgain() {
    CompletableFuture<Void> holder =
        inBackground(() ->
            act(
                Claim.exclusive(subject, 1, 2),
                "echo in >>$ROOT/$NAME; sleep 1; echo 2 >>$ROOT/$NAME"));
    await("in");
    // What a lease lost while waiting looks like: the file says more than it did at the first
    // check.
    FLEET.run(
        MACHINE,
        "printf '%12d %20d %12d %20d\\n' 1 9 0 0 | dd conv=notrunc status=none of="
            + MACHINE.root()
            + "/fence/"
            + subject
            + ".fence");

    assertThatThrownBy(() -> act(Claim.exclusive(subject, 1, 2), "echo late >>$ROOT/$NAME"))
        .isInstanceOf(StaleToken.class);
    holder.join();
    assertThat(said()).isEqualTo("in\n2");
  }

  @Test
  void anActThatDoesNotEndIsEndedByTheServer() {
    FLEET.run(MACHINE, "true"); // what a login takes is not left to the server's own time
    assertThatThrownBy(() ->
            fenced.run(
                FLEET.here,
                host,
                List.of(Claim.exclusive(subject, 1, 1)),
                new Script("slow", "sleep 100\necho late >>$ROOT/$NAME\n"),
                Map.of("NAME", subject),
                new byte[0],
                Duration.ofSeconds(3)))
        .isInstanceOfSatisfying(
            ActFailed.class, e -> assertThat(e.kind()).isEqualTo(ActFailed.Kind.TIMED_OUT));
  }

  @Test
  void argumentsAreTakenLiterallyAndInputStaysOffTheCommandLine() {
    String evil = "'; touch $ROOT/pwned; \"`id`\" $(id) \\ \n end";
    Answer answer =
        fenced.run(
            FLEET.here,
            host,
            List.of(Claim.exclusive(subject, 1, 1)),
            new Script(
                "echo",
                "printf '%s' \"$EVIL\"; read -r S; tr '\\0' ' ' </proc/$$/cmdline | grep -c \"$S\" >&2; true\n"),
            Map.of("EVIL", evil),
            "hush-hush\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            LIMIT);

    assertThat(answer.text()).isEqualTo(evil);
    assertThat(FLEET.run(MACHINE, "ls " + MACHINE.root())).doesNotContain("pwned");
  }

  private void act(Claim claim, String body) {
    fenced.run(
        FLEET.here,
        host,
        List.of(claim),
        new Script("test", body + "\n"),
        Map.of("NAME", subject),
        new byte[0],
        LIMIT);
  }

  private String said() {
    return FLEET.run(MACHINE, "cat " + MACHINE.root() + "/" + subject);
  }

  private void await(String line) {
    String found =
        FLEET.run(
            MACHINE,
            "for i in $(seq 200); do grep -qs %s %s/%s && echo there && break; sleep 0.05; done"
                .formatted(line, MACHINE.root(), subject));
    assertThat(found).isEqualTo("there");
  }

  private static CompletableFuture<Void> inBackground(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }
}
