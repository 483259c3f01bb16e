package herd.constellation;

import herd.fleet.local.RunAs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * Where a constellation keeps what.
 *
 * @param root the folder {@code --data} names: env, log, secrets, cuts, the marketplace's state
 * @param databases where the Postgres clusters are: in root, unless the user who runs them cannot
 *     get there (say, below root's home)
 */
record Folder(Path root, Path databases) {
  private static final Path ELSEWHERE = Path.of("/var/lib/herd");

  /** Makes the folder if it is missing. */
  static Folder at(Path wanted, RunAs as) {
    try {
      Path root = Files.createDirectories(wanted).toRealPath();
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      Folder folder = new Folder(root, reachable(root, as) ? root : elsewhere(root));
      Files.createDirectories(folder.cuts());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + wanted, e);
    }
  }

  Path control() {
    return databases.resolve("control");
  }

  Path servers() {
    return databases.resolve("servers");
  }

  Path secrets() {
    return root.resolve("secrets");
  }

  Path cuts() {
    return root.resolve("cuts");
  }

  Path log() {
    return root.resolve("log");
  }

  Path env() {
    return root.resolve("env");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path portBase() {
    return root.resolve("port-base");
  }

  Path marketplace() {
    return root.resolve("marketplace.json");
  }

  private static boolean reachable(Path root, RunAs as) throws IOException {
    if (as.user().isEmpty()) {
      return true;
    }
    for (Path at = root; at != null; at = at.getParent()) {
      PosixFileAttributes attributes = Files.readAttributes(at, PosixFileAttributes.class);
      if (!attributes.permissions().contains(PosixFilePermission.OTHERS_EXECUTE)
          && !attributes.owner().getName().equals(as.name())) {
        return false;
      }
    }
    return true;
  }

  /** The same place for the same root, always. */
  private static Path elsewhere(Path root) throws IOException {
    UUID name =
        UUID.nameUUIDFromBytes(root.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Path folder = Files.createDirectories(ELSEWHERE.resolve(name.toString().substring(0, 8)));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }
}
