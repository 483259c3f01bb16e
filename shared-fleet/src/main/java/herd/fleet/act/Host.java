package herd.fleet.act;

import herd.fleet.provider.Machine;
import herd.fleet.ssh.SshIdentity;
import herd.fleet.ssh.SshTarget;
import java.util.Optional;

/**
 * A server as acts see it.
 *
 * @param root the folder on it in which everything of Herd's is: {@code data}, {@code conf}, {@code
 *     fence}, {@code run}, {@code log}, {@code runs}
 * @param boot the only boot under which acts may do anything; empty for any
 */
public record Host(SshTarget ssh, String root, Optional<String> boot) {

  public Host(SshTarget ssh, String root) {
    this(ssh, root, Optional.empty());
  }

  /**
   * The same, and whatever is done on it is refused once it has booted again. A provider's stop
   * leaves no token on a machine: who starts Postgres reads the boot, then asks the books whether
   * he may, and so comes too late for a machine that was stopped since (SAFETY 10).
   *
   * @param bootId as {@link herd.fleet.replication.ProcessFacts} tells it
   */
  public Host during(String bootId) {
    return new Host(ssh, root, Optional.of(bootId));
  }

  public static Host of(Machine machine, SshIdentity identity) {
    return new Host(
        new SshTarget(
            machine.address(), machine.sshPort(), machine.sshUser(), machine.hostKey(), identity),
        machine.root());
  }
}
