package herd.fleet.local;

import herd.fleet.provider.Machine;
import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Real disks for machines, so that they can be full and stuck in truth: a filesystem for each, of
 * the size its machine is said to have, in a file with holes. That takes root and loop devices, and
 * mounts that vanish with their last process: somebody who has such mounts says so by a file in the
 * provider's folder, before its first machine is made there. Elsewhere a machine's disk is a folder
 * like any other.
 *
 * @param wanted whether it was said
 */
public record LocalDisks(boolean wanted) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  static LocalDisks of(Path folder) {
    return new LocalDisks(Files.exists(said(folder)));
  }

  /** Tells every provider on that folder, also in other processes. */
  public static void tell(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(said(folder), "");
  }

  private static Path said(Path folder) {
    return folder.resolve("own-disks");
  }

  /** Makes a machine's disk, where it is to have one and has none yet. */
  void make(MachineFolder folder, Machine machine) {
    if (!wanted || mounted(folder)) {
      return;
    }
    Path image = folder.path().resolve("disk.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(machine.diskBytes());
    } catch (IOException e) {
      throw new ProviderTrouble("cannot make " + image, e);
    }
    // No journal, no room kept for root, few inodes: all but a hundredth is the machine's.
    run(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-m",
        "0",
        "-T",
        "largefile",
        "-O",
        "^has_journal",
        image.toString());
    run("mount", "-o", "loop", image.toString(), folder.disk().toString());
  }

  /** Before its folder is deleted. */
  static void remove(MachineFolder folder) {
    if (mounted(folder)) {
      run("umount", folder.disk().toString());
    }
  }

  static boolean mounted(MachineFolder folder) {
    try {
      return Files.exists(folder.disk())
          && !Files.getFileStore(folder.disk()).equals(Files.getFileStore(folder.path()));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot look at " + folder.disk(), e);
    }
  }

  /** Takes all the room that is left on it; what is wanted is that nothing more can be had. */
  static void fill(MachineFolder folder) {
    try {
      long left = Files.getFileStore(folder.disk()).getUsableSpace();
      run(
          "sh",
          "-c",
          "fallocate -l \"$1\" \"$0\" || dd if=/dev/zero of=\"$0\" bs=64k oflag=append conv=notrunc || :",
          folder.ballast().toString(),
          Long.toString(left));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot look at " + folder.disk(), e);
    }
  }

  /**
   * Whoever writes to it waits in the kernel, where no signal reaches him, until the process that
   * is returned reads a line or its end: so a rehearsal that is cut short leaves nobody waiting.
   */
  static Process stall(MachineFolder folder) {
    if (!mounted(folder)) {
      throw new ProviderTrouble(
          "machine " + folder.id() + " has no disk of its own: that takes root and loop devices");
    }
    try {
      Process holder =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "fsfreeze -f \"$0\" && echo held && { read -r over; fsfreeze -u \"$0\"; }",
                  folder.disk().toString())
              .redirectErrorStream(true)
              .start();
      String said = holder.inputReader().readLine();
      if (!"held".equals(said)) {
        throw new ProviderTrouble("cannot stall " + folder.disk() + ": " + said);
      }
      return holder;
    } catch (IOException e) {
      throw new ProviderTrouble("cannot stall " + folder.disk(), e);
    }
  }

  /** As oneself, for that takes root. */
  private static void run(String... command) {
    LocalProcesses.run(new RunAs(Optional.empty()), Map.of(), LIMIT, List.of(command));
  }
}
