package herd.fleet.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineState;
import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * A local machine's folder: {@code machine.json} (what it is), {@code ssh/} (its endpoint), {@code
 * disk/} (all that Herd keeps on it).
 *
 * @param path absolute, without links
 */
record MachineFolder(Path path) {
  /** What machine.json holds. */
  record Entry(String clientToken, Machine machine) {
    Entry with(MachineState state) {
      Machine m = machine;
      return new Entry(
          clientToken,
          new Machine(
              m.providerId(),
              state,
              m.zone(),
              m.address(),
              m.sshPort(),
              m.sshUser(),
              m.hostKey(),
              m.root(),
              m.postgresPort(),
              m.poolerPort(),
              m.memoryMb(),
              m.diskBytes()));
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  String id() {
    return path.getFileName().toString();
  }

  Path ssh() {
    return path.resolve("ssh");
  }

  Path disk() {
    return path.resolve("disk");
  }

  Path data() {
    return disk().resolve("data");
  }

  Path ballast() {
    return disk().resolve("ballast");
  }

  /**
   * Present while the SSH endpoint is broken on purpose, so that nobody brings it back by the way.
   */
  Path sshBroken() {
    return path.resolve("ssh-broken");
  }

  /** Present while the provider fails to stop the machine, on purpose. */
  Path stopRefused() {
    return path.resolve("stop-refused");
  }

  String marker() {
    return "HERD_MACHINE=" + id();
  }

  /** Every process of this machine, however it was started. */
  List<Long> processes() {
    return LocalProcesses.inside(path, marker());
  }

  Optional<Entry> read() {
    return read(path.resolve("machine.json"));
  }

  void write(Entry entry) {
    write(path.resolve("machine.json"), entry);
  }

  static Optional<Entry> read(Path file) {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Entry.class));
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ProviderTrouble("cannot read " + file + ", or it is damaged", e);
    }
  }

  static void write(Path file, Entry entry) {
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entry));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ProviderTrouble("cannot write " + file, e);
    }
  }
}
