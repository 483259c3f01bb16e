package herd.tier;

import herd.controlplane.ControlPlane;
import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Unfenced;
import herd.fleet.postgres.KeptSessions;
import herd.fleet.postgres.LoginRate;
import herd.fleet.provider.Provider;
import herd.fleet.relay.Echo;
import herd.fleet.ssh.Ssh;
import herd.fleet.ssh.SshIdentity;
import herd.service.Sealer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How one worker process reaches the fleet from one vantage: its sockets, its kept sessions, the
 * provider. Shared by all rings of that process at that vantage, so that a server has one kept
 * session of each sort. An end-of-file on a kept session makes its server due at once.
 *
 * @param echo answers whenever the vantage sees anything at all; empty when there is none
 */
public record Reach(
    ControlPlane plane,
    Vantage vantage,
    Ssh ssh,
    KeptSessions<UUID> sessions,
    Provider provider,
    SshIdentity identity,
    Sealer sealer,
    Optional<InetSocketAddress> echo)
    implements AutoCloseable {

  /** Kept sessions of each sort, per process and vantage; the least recently used goes first. */
  private static final int MOST_SESSIONS = 20_000;

  /** Fresh logins a second, and how many may come at once. */
  private static final double LOGINS_PER_SECOND = 200;

  private static final int LOGINS_AT_ONCE = 400;

  private static final Duration ECHO_LIMIT = Duration.ofMillis(800);

  public static Reach open(
      ControlPlane plane, Vantage vantage, Provider provider, SshIdentity identity, Sealer sealer) {
    return new Reach(
        plane,
        vantage,
        new Ssh(MOST_SESSIONS),
        new KeptSessions<>(
            MOST_SESSIONS,
            new LoginRate(LOGINS_PER_SECOND, LOGINS_AT_ONCE),
            server -> plane.subjects().due(server)),
        provider,
        identity,
        sealer,
        Optional.empty());
  }

  public Reach withEcho(Optional<InetSocketAddress> at) {
    return new Reach(plane, vantage, ssh, sessions, provider, identity, sealer, at);
  }

  /** Whether anything can be seen from here just now: what fails may be our own way out. */
  public boolean sees() {
    return echo.map(at -> Echo.answers(vantage, at.getHostString(), at.getPort(), ECHO_LIMIT))
        .orElse(true);
  }

  public Fenced fenced() {
    return new Fenced(ssh);
  }

  public Unfenced unfenced() {
    return new Unfenced(ssh);
  }

  @Override
  public void close() {
    sessions.close();
    ssh.close();
  }
}
