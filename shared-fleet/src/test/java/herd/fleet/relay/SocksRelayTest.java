package herd.fleet.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.BlindException;
import herd.fleet.Egress;
import herd.fleet.Vantage;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocksRelayTest {

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;
  private EchoServer echo;
  private SocksRelay relay;

  @BeforeEach
  void start() throws Exception {
    echo = EchoServer.on(0);
    relay = SocksRelay.on(0, folder.resolve("cut"));
  }

  @AfterEach
  void stop() {
    relay.close();
    echo.close();
  }

  @Test
  void theEchoAnswersThroughTheRelay() {
    assertThat(answers(LONG)).isTrue();
  }

  @Test
  void namesAreResolvedByTheRelay() {
    assertThat(Echo.answers(new Vantage("zone-a", relay.egress()), "localhost", echo.port(), LONG))
        .isTrue();
  }

  @Test
  void aCutRelayLetsEveryNewConnectionHang() {
    relay.cut();
    assertThat(answers(SHORT)).isFalse();
    assertThatThrownBy(() -> relay.egress().connect("127.0.0.1", echo.port(), SHORT))
        .isInstanceOf(SocketTimeoutException.class);
    relay.mend();
    assertThat(answers(LONG)).isTrue();
  }

  @Test
  void whatHungInACutArrivesAfterIt() throws Exception {
    try (Socket socket = relay.egress().connect("127.0.0.1", echo.port(), LONG)) {
      InputStream in = socket.getInputStream();
      socket.getOutputStream().write('a');
      assertThat(in.read()).isEqualTo('a');
      relay.cut();
      socket.getOutputStream().write('b');
      socket.setSoTimeout((int) SHORT.toMillis());
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      relay.mend();
      socket.setSoTimeout((int) LONG.toMillis());
      assertThat(in.read()).isEqualTo('b');
    }
  }

  @Test
  void aFileCutsAndItsRemovalMends() throws Exception {
    Path file = Files.createFile(folder.resolve("cut"));
    await(() -> !answers(SHORT));
    Files.delete(file);
    await(() -> answers(SHORT));
  }

  @Test
  void aRefusedTargetIsRefusedAndABrokenRelayIsBlindness() throws Exception {
    assertThatThrownBy(() -> relay.egress().connect("127.0.0.1", 1, LONG))
        .isInstanceOf(ConnectException.class);
    Egress gone = relay.egress();
    relay.close();
    assertThatThrownBy(() -> gone.connect("127.0.0.1", echo.port(), LONG))
        .isInstanceOf(BlindException.class);
  }

  /** Half of the connections that follow the close at once are still accepted by the JDK. */
  @Test
  void nobodyIsServedAfterTheClose() throws Exception {
    for (int round = 0; round < 300; round++) {
      SocksRelay closed = SocksRelay.on(0);
      Egress gone = closed.egress();
      gone.connect("127.0.0.1", echo.port(), LONG).close();
      closed.close();
      assertThatThrownBy(() -> gone.connect("127.0.0.1", echo.port(), LONG))
          .isInstanceOf(BlindException.class);
    }
  }

  @Test
  void aProxyThatNeverAnswersTimesOut() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Egress egress = Egress.socks("127.0.0.1", silent.getLocalPort());
      assertThatThrownBy(() -> egress.connect("127.0.0.1", echo.port(), SHORT))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** What a connection gets that the proxy's death left in its queue. */
  @Test
  void aProxyThatResetsIsBlindness() throws Exception {
    try (ServerSocket dying = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread resetting =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = dying.accept()) {
                  client.getInputStream().readNBytes(3);
                  client.setSoLinger(true, 0);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Egress egress = Egress.socks("127.0.0.1", dying.getLocalPort());
      assertThatThrownBy(() -> egress.connect("127.0.0.1", echo.port(), LONG))
          .isInstanceOf(BlindException.class)
          .hasCauseInstanceOf(SocketException.class);
      resetting.join();
    }
  }

  @Test
  void theEndOfAConnectionPassesThrough() throws Exception {
    try (Socket socket = relay.egress().connect("127.0.0.1", echo.port(), LONG)) {
      socket.setSoTimeout((int) LONG.toMillis());
      echo.close();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private boolean answers(Duration limit) {
    return Echo.answers(new Vantage("zone-a", relay.egress()), "127.0.0.1", echo.port(), limit);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }
}
