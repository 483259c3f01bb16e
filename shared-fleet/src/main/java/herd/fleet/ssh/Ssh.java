package herd.fleet.ssh;

import herd.fleet.Vantage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Runs commands on servers. Sessions are kept (a login costs twenty times what a command on a kept
 * session does), and one that hung or broke is never used again.
 *
 * <p>Safe to share between threads; meant for virtual ones. A call takes no longer than its limit,
 * whatever the host does, and holds up no call to another host.
 */
public final class Ssh implements AutoCloseable {
  /**
   * What a login may take at most. An act that may run for a minute must not spend it, and its
   * leases, on a host that does not even let it in.
   */
  private static final Duration LOGIN = Duration.ofSeconds(10);

  private final KeptSessions kept;

  /**
   * @param sessions how many to keep; more may be open while they are in use
   */
  public Ssh(int sessions) {
    this.kept = new KeptSessions(sessions);
  }

  /**
   * Runs a command under the login shell of the target's user.
   *
   * @param stdin what the command reads; the place for secrets
   * @param limit for everything: connect, log in (10 s at the most), run
   * @throws SshTrouble when the command did not come to an end that we saw
   */
  public SshAnswer exec(
      Vantage vantage, SshTarget target, String command, byte[] stdin, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Deadline login = limit.compareTo(LOGIN) < 0 ? deadline : Deadline.in(LOGIN);
    KeptSessions.Slot slot = kept.take(vantage, target, login);
    boolean usable = false;
    try {
      SshAnswer answer = kept.session(slot, login).exec(command, stdin, deadline);
      usable = true;
      return answer;
    } catch (TimeoutException e) {
      throw new SshTrouble(
          SshTrouble.Kind.TIMED_OUT, vantage.name(), target, "no login within " + login.limit(), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SshTrouble trouble
          ? trouble
          : new SshTrouble(SshTrouble.Kind.RESET, vantage.name(), target, "the login failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshTrouble(
          SshTrouble.Kind.BLIND, vantage.name(), target, "interrupted while waiting", e);
    } finally {
      kept.release(slot, usable);
    }
  }

  /** How many sessions are open or being opened. */
  public int sessions() {
    return kept.size();
  }

  @Override
  public void close() {
    kept.closeAll();
  }
}
