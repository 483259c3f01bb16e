package herd.fleet.local;

import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineState;
import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/**
 * Breaks local machines, so that every incident can be rehearsed, and heals them. Postgres itself
 * is never healed here: mending it is Herd's work.
 */
public final class LocalFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LocalProvider provider;

  LocalFaults(LocalProvider provider) {
    this.provider = provider;
  }

  /** Kills the postmaster with -9; its backends find out by themselves. */
  public void killPostgres(String providerId) {
    LocalProcesses.signal("KILL", List.of(postmaster(providerId)));
  }

  /** The postmaster and every process of its, backends among them. */
  public void killPostgresWhole(String providerId) {
    LocalProcesses.signal("KILL", LocalProcesses.family(postmaster(providerId)));
  }

  private long postmaster(String providerId) {
    Path data = provider.machine(providerId).data();
    PidFile postmaster = PidFile.read(data);
    if (postmaster.pid() == 0 || !LocalProcesses.alive(postmaster.pid(), data)) {
      throw new ProviderTrouble("no Postgres runs on machine " + providerId);
    }
    return postmaster.pid();
  }

  /** Ends the SSH endpoint and all its logins. */
  public void stopSsh(String providerId) {
    MachineFolder machine = provider.machine(providerId);
    try {
      Files.writeString(machine.sshBroken(), "");
    } catch (IOException e) {
      throw new ProviderTrouble("cannot write in " + machine.path(), e);
    }
    provider.sshd(machine).kill();
  }

  /** The whole machine goes, as by a power cut. */
  public void loseServer(String providerId) {
    provider.stop(providerId);
  }

  /** Everything stops in its tracks: connections are accepted by the kernel, and nobody answers. */
  public void freeze(String providerId) {
    MachineFolder machine = provider.machine(providerId);
    LocalProcesses.signalAll("STOP", machine::processes);
  }

  /** What was frozen goes on, and knows nothing of the time that has passed. */
  public void thaw(String providerId) {
    LocalProcesses.signal("CONT", provider.machine(providerId).processes());
  }

  /**
   * The provider fails to stop it from now on, as one does whose own control plane is in trouble.
   */
  public void refuseToStop(String providerId) {
    MachineFolder machine = provider.machine(providerId);
    try {
      Files.writeString(machine.stopRefused(), "");
    } catch (IOException e) {
      throw new ProviderTrouble("cannot write in " + machine.path(), e);
    }
  }

  /**
   * Fills the disk. One of its own is full in truth ({@link LocalDisks}); any other up to 99 % of
   * the size the machine is said to have, with a file that takes no room: the facts of the server
   * say "nearly full", and Postgres itself meets no ENOSPC.
   */
  public void fillDisk(String providerId) {
    MachineFolder machine = provider.machine(providerId);
    if (LocalDisks.mounted(machine)) {
      LocalDisks.fill(machine);
      return;
    }
    Machine described =
        provider
            .describe(providerId)
            .orElseThrow(() -> new ProviderTrouble("there is no machine " + providerId));
    try (RandomAccessFile file = new RandomAccessFile(machine.ballast().toFile(), "rw")) {
      file.setLength(0);
      file.setLength(Math.max(0, described.diskBytes() / 100 * 99 - used(machine.disk())));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot write " + machine.ballast(), e);
    }
    provider.as().own(machine.ballast());
  }

  /**
   * Its disk answers nobody who writes, and everything else goes on; needs a disk of its own.
   *
   * @return the process that keeps it so, until it reads a line, or its caller ends
   */
  public Process stallDisk(String providerId) {
    return LocalDisks.stall(provider.machine(providerId));
  }

  /**
   * Undoes all of it but a stalled disk: thaws, boots, brings the SSH endpoint back, empties the
   * disk.
   */
  public void heal(String providerId) {
    MachineFolder machine = provider.machine(providerId);
    LocalProcesses.signal("CONT", machine.processes());
    try {
      Files.deleteIfExists(machine.ballast());
      Files.deleteIfExists(machine.sshBroken());
      Files.deleteIfExists(machine.stopRefused());
    } catch (IOException e) {
      throw new ProviderTrouble("cannot delete in " + machine.path(), e);
    }
    boolean known =
        provider
            .describe(providerId)
            .filter(m -> m.state() == MachineState.RUNNING || m.state() == MachineState.STOPPED)
            .isPresent();
    if (!known) {
      throw new ProviderTrouble("there is no machine " + providerId + " to heal");
    }
    provider.start(providerId);
    if (!Await.within(PATIENCE, () -> provider.sshd(machine).running())) {
      throw new ProviderTrouble("machine " + providerId + " does not come back");
    }
  }

  private static long used(Path folder) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
            sum[0] += is.isRegularFile() ? is.size() : 0;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path gone, IOException why) throws IOException {
            if (why instanceof NoSuchFileException && !gone.equals(folder)) {
              return FileVisitResult.CONTINUE; // a living cluster's files come and go
            }
            throw why;
          }
        });
    return sum[0];
  }
}
