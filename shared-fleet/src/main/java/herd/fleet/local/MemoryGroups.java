package herd.fleet.local;

import herd.fleet.provider.Machine;
import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What makes a machine's memory its own (SAFETY 18): a control group for each, with its memory as
 * the limit. Root has them where the controller {@code memory} is to be had, in version 1 or 2;
 * elsewhere memory is not held.
 *
 * @param parent the group that theirs are in
 * @param limit the name of the file that takes a group's limit, in bytes
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">version 2</a> and <a
 *     href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">version 1</a> in the
 *     kernel's manual
 */
record MemoryGroups(Path parent, String limit) {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String NAME = "herd";
  private static final String PROCESSES = "cgroup.procs";
  private static final String ADOPTED = "cgroup.subtree_control";

  /** Those of this computer; empty where there are none, or they are not ours to make. */
  static Optional<MemoryGroups> here(RunAs as) {
    if (as.user().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path first = ROOT.resolve("memory");
      if (Files.exists(first.resolve("memory.limit_in_bytes"))) {
        return Optional.of(new MemoryGroups(make(first.resolve(NAME)), "memory.limit_in_bytes"));
      }
      if (!Files.readString(ROOT.resolve("cgroup.controllers")).contains("memory")) {
        return Optional.empty();
      }
      Path second = make(ROOT.resolve(NAME));
      for (Path above : List.of(ROOT, second)) {
        Files.writeString(above.resolve(ADOPTED), "+memory");
      }
      return Optional.of(new MemoryGroups(second, "memory.max"));
    } catch (IOException e) {
      // A container's are often read-only, or have processes where only groups may be.
      return Optional.empty();
    }
  }

  /** What a command is given to, so that it and whatever it starts share the machine's memory. */
  List<String> inside(Machine machine) {
    Path group = parent.resolve(machine.providerId());
    try {
      make(group);
      Files.writeString(group.resolve(limit), Long.toString((long) machine.memoryMb() << 20));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot limit the memory of a machine in " + group, e);
    }
    return List.of(
        "sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", group.resolve(PROCESSES).toString());
  }

  /** Removes a machine's group. Its processes have ended. */
  void forget(String providerId) {
    Path group = parent.resolve(providerId);
    boolean gone =
        Await.within(
            LocalProvider.DEATH,
            () -> {
              try {
                Files.deleteIfExists(group);
                return true;
              } catch (IOException e) {
                return false; // busy: what was killed is still being taken apart
              }
            });
    if (!gone) {
      throw new ProviderTrouble("cannot remove " + group);
    }
  }

  private static Path make(Path group) throws IOException {
    try {
      return Files.createDirectory(group);
    } catch (FileAlreadyExistsException e) {
      return group;
    }
  }
}
