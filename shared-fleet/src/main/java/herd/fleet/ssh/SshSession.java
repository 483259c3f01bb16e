package herd.fleet.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import herd.fleet.Vantage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One login to one server from one vantage. Many commands may run on it at once. */
final class SshSession {
  private static final int STDOUT_LIMIT = 1024 * 1024;
  private static final int STDERR_LIMIT = 64 * 1024;
  // OpenSSH's default MaxSessions is 10: a command too many would be refused, so it waits here.
  private static final int CHANNELS = 8;
  private static final int SILENCE_MILLIS = 20_000;

  private final Vantage vantage;
  private final SshTarget target;
  private final Semaphore channels = new Semaphore(CHANNELS);
  private final Session session;
  private volatile @Nullable Socket socket;

  SshSession(Vantage vantage, SshTarget target) {
    this.vantage = vantage;
    this.target = target;
    try {
      JSch jsch = new JSch();
      jsch.setHostKeyRepository(new PinnedKey(target));
      jsch.addIdentity("herd", target.identity().privateKey(), null, null);
      session = jsch.getSession(target.user(), target.host(), target.port());
    } catch (JSchException e) {
      throw trouble(SshTrouble.Kind.BLIND, "our own key cannot be used", e);
    }
    session.setConfig("StrictHostKeyChecking", "yes");
    session.setConfig("server_host_key", target.hostKeyType());
    session.setConfig("PreferredAuthentications", "publickey");
    // The hybrid key exchanges cost both sides several times the rest of a login.
    session.setConfig("kex", "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256");
    session.setConfig("compression.c2s", "none");
    session.setConfig("compression.s2c", "none");
    // JSch's own threads would be non-daemon platform threads, one for each session.
    session.setThreadFactory(Thread.ofVirtual().factory());
  }

  /** Logs in, within what is left; after that {@link #close} ends an attempt that still hangs. */
  void connect(Deadline deadline) {
    session.setSocketFactory(new VantageSockets(deadline));
    try {
      session.connect(Math.toIntExact(deadline.left().toMillis()));
      session.setServerAliveInterval(SILENCE_MILLIS);
      session.setServerAliveCountMax(2);
    } catch (JSchException e) {
      throw Troubles.atLogin(vantage, target, e);
    }
  }

  boolean connected() {
    return session.isConnected();
  }

  SshAnswer exec(String command, byte[] stdin, Deadline deadline) throws InterruptedException {
    if (!channels.tryAcquire(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
      throw timedOut(deadline.limit(), "waiting for a turn on the session");
    }
    try {
      ChannelExec channel = (ChannelExec) session.openChannel("exec");
      try {
        return run(channel, command, stdin, deadline);
      } finally {
        channel.disconnect();
      }
    } catch (JSchException e) {
      if (deadline.reached()) { // JSch calls a channel nobody opened in time "not opened"
        throw timedOut(deadline.limit(), "no channel");
      }
      throw Troubles.onSession(vantage, target, e);
    } finally {
      channels.release();
    }
  }

  private SshAnswer run(ChannelExec channel, String command, byte[] stdin, Deadline deadline)
      throws JSchException, InterruptedException {
    BoundedOutput stdout = new BoundedOutput(STDOUT_LIMIT);
    BoundedOutput stderr = new BoundedOutput(STDERR_LIMIT);
    channel.setCommand(command.getBytes(StandardCharsets.UTF_8));
    channel.setOutputStream(stdout);
    channel.setErrStream(stderr);
    channel.connect(Math.toIntExact(deadline.left().toMillis()));
    feed(channel, stdin);
    // JSch closes stdout at the command's end of file, but stderr only with the channel itself,
    // when the exit code is in: no polling.
    if (!stderr.closed().await(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
      throw timedOut(deadline.limit(), "the command did not end");
    }
    int exit = channel.getExitStatus();
    if (exit == -1 && !session.isConnected()) {
      throw trouble(SshTrouble.Kind.RESET, "the session broke while a command ran", null);
    }
    return new SshAnswer(exit, stdout.text(), stderr.text());
  }

  /**
   * Not by {@code setInputStream}: JSch's thread for it is started after the command, and a command
   * that has ended by then takes the thread away under JSch's hands (a NullPointerException).
   */
  private static void feed(ChannelExec channel, byte[] stdin) {
    try (OutputStream in = channel.getOutputStream()) {
      in.write(stdin);
    } catch (IOException _) {
      return; // it ended without reading all; its exit code, or the broken session, tells the rest
    }
  }

  /** Drops the connection, also one that is still being made. */
  void close() {
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        session.disconnect(); // a socket that cannot even be closed; nothing more can be done to it
        return;
      }
    }
    session.disconnect();
  }

  private SshTrouble timedOut(Duration limit, String what) {
    return trouble(SshTrouble.Kind.TIMED_OUT, what + " within " + limit, null);
  }

  private SshTrouble trouble(SshTrouble.Kind kind, String what, @Nullable Throwable cause) {
    return cause == null
        ? new SshTrouble(kind, vantage.name(), target, what)
        : new SshTrouble(kind, vantage.name(), target, what, cause);
  }

  private final class VantageSockets implements SocketFactory {
    private final Deadline deadline;

    VantageSockets(Deadline deadline) {
      this.deadline = deadline;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      Socket made = vantage.egress().connect(host, port, deadline.left());
      socket = made;
      return made;
    }

    @Override
    public InputStream getInputStream(Socket of) throws IOException {
      return of.getInputStream();
    }

    @Override
    public OutputStream getOutputStream(Socket of) throws IOException {
      return of.getOutputStream();
    }
  }
}
