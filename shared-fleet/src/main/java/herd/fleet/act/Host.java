package herd.fleet.act;

import herd.fleet.provider.Machine;
import herd.fleet.ssh.SshIdentity;
import herd.fleet.ssh.SshTarget;

/**
 * A server as acts see it.
 *
 * @param root the folder on it in which everything of Herd's is: {@code data}, {@code conf}, {@code
 *     fence}, {@code run}, {@code log}, {@code runs}
 */
public record Host(SshTarget ssh, String root) {
  public static Host of(Machine machine, SshIdentity identity) {
    return new Host(
        new SshTarget(
            machine.address(), machine.sshPort(), machine.sshUser(), machine.hostKey(), identity),
        machine.root());
  }
}
