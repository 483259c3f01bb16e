package herd.fleet.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.local.TestFleet;
import herd.fleet.provider.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SshTest {
  private static final TestFleet FLEET = new TestFleet();
  private static final Machine MACHINE = FLEET.machine();
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @AfterAll
  static void close() {
    FLEET.close();
  }

  @Test
  void aCommandsExitOutputErrorsAndInputArrive() {
    SshAnswer answer =
        exec("cat; echo bad >&2; exit 7", "sécret\n".getBytes(StandardCharsets.UTF_8));

    assertThat(answer).isEqualTo(new SshAnswer(7, "sécret\n", "bad\n"));
  }

  @Test
  void manyCommandsShareOneSession() {
    int before = FLEET.ssh.sessions();
    exec("true", new byte[0]);
    IntStream.range(0, 40)
        .parallel()
        .forEach(i -> assertThat(exec("echo " + i, new byte[0]).stdout()).isEqualTo(i + "\n"));

    assertThat(FLEET.ssh.sessions()).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void aCommandThatEndsAtOnceIsAnsweredHoweverMuchInputItLeavesUnread() {
    byte[] unread = new byte[3 * 1024 * 1024]; // more than an SSH window
    IntStream.range(0, 300)
        .parallel()
        .forEach(i -> assertThat(exec("exit 3", new byte[0]).exit()).isEqualTo(3));

    assertThat(exec("exit 4", unread).exit()).isEqualTo(4);
    assertThat(exec("wc -c", unread).stdout().strip()).isEqualTo(String.valueOf(unread.length));
  }

  @Test
  void outputIsBounded() {
    SshAnswer answer = exec("head -c 5000000 /dev/zero | tr '\\0' x", new byte[0]);

    assertThat(answer.exit()).isZero();
    assertThat(answer.stdout()).hasSize(1024 * 1024);
  }

  @Test
  void aSlowCommandEndsAtItsLimitAndDoesNotCutAnothersOnTheSameSession() {
    CompletableFuture<SshAnswer> other =
        CompletableFuture.supplyAsync(() -> exec("sleep 2; echo done", new byte[0]));

    assertThatThrownBy(() ->
            FLEET.ssh.exec(
                FLEET.here, FLEET.target(MACHINE), "sleep 60", new byte[0], Duration.ofMillis(800)))
        .isInstanceOfSatisfying(
            SshTrouble.class, e -> assertThat(e.kind()).isEqualTo(SshTrouble.Kind.TIMED_OUT));
    assertThat(other.join().stdout()).isEqualTo("done\n");
  }

  @Test
  void anotherHostKeyIsNeverTrusted() {
    SshTarget impostor =
        new SshTarget(
            MACHINE.address(),
            MACHINE.sshPort(),
            MACHINE.sshUser(),
            SshIdentity.generate().publicLine(),
            FLEET.identity);

    assertThat(kind(impostor)).isEqualTo(SshTrouble.Kind.HOST_KEY_CHANGED);
  }

  @Test
  void aStrangersKeyIsRefusedAndSaidSo() {
    SshTarget stranger =
        new SshTarget(
            MACHINE.address(),
            MACHINE.sshPort(),
            MACHINE.sshUser(),
            MACHINE.hostKey(),
            SshIdentity.generate());

    try (Ssh fresh = new Ssh(2)) {
      assertThatThrownBy(() -> fresh.exec(FLEET.here, stranger, "true", new byte[0], LIMIT))
          .isInstanceOfSatisfying(
              SshTrouble.class, e -> assertThat(e.kind()).isEqualTo(SshTrouble.Kind.AUTH_REFUSED));
    }
  }

  @Test
  void aHostThatAcceptsAndNeverAnswersCostsItsLimitOnlyAndHoldsUpNobody() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      SshTarget hanging =
          new SshTarget("127.0.0.1", silent.getLocalPort(), "x", MACHINE.hostKey(), FLEET.identity);
      CompletableFuture<SshTrouble.Kind> stuck =
          CompletableFuture.supplyAsync(() -> kind(hanging, Duration.ofSeconds(9)));

      assertThat(exec("echo well", new byte[0]).stdout()).isEqualTo("well\n");
      assertThat(stuck.isDone()).isFalse();
      assertThat(stuck.join()).isEqualTo(SshTrouble.Kind.TIMED_OUT);
    }
  }

  @Test
  void nothingListeningIsRefused() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    SshTarget nobody = new SshTarget("127.0.0.1", port, "x", MACHINE.hostKey(), FLEET.identity);

    assertThat(kind(nobody)).isEqualTo(SshTrouble.Kind.REFUSED);
  }

  @Test
  void theLeastRecentlyUsedSessionGoesFirst() {
    try (Ssh small = new Ssh(2)) {
      for (String zone : new String[] {"a", "b", "c", "d"}) {
        small.exec(
            herd.fleet.Vantage.direct(zone), FLEET.target(MACHINE), "true", new byte[0], LIMIT);
      }
      assertThat(small.sessions()).isEqualTo(2);
    }
  }

  @Test
  void aPrivateKeyIsNeverPrinted() {
    String all = FLEET.target(MACHINE) + " " + FLEET.identity;

    assertThat(all)
        .doesNotContain("PRIVATE")
        .doesNotContain(new String(FLEET.identity.privateKey(), StandardCharsets.US_ASCII));
  }

  private static SshTrouble.Kind kind(SshTarget target) {
    return kind(target, LIMIT);
  }

  private static SshTrouble.Kind kind(SshTarget target, Duration limit) {
    try {
      FLEET.ssh.exec(FLEET.here, target, "true", new byte[0], limit);
      throw new AssertionError("it answered");
    } catch (SshTrouble e) {
      return e.kind();
    }
  }

  private static SshAnswer exec(String command, byte[] stdin) {
    return FLEET.ssh.exec(FLEET.here, FLEET.target(MACHINE), command, stdin, LIMIT);
  }
}
