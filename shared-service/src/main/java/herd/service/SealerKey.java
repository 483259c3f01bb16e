package herd.service;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Where the keys of a {@link Sealer} come from. A key file is for its owner's eyes only. */
final class SealerKey {

  private static final String KEY = "HERD_SECRET_KEY";
  private static final String FILE = "HERD_SECRET_KEY_FILE";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /** Only ever seen together with an error. */
  private static final Secret STAND_IN = new Secret("");

  private SealerKey() {}

  static Secret from(Variables variables, boolean laptop) {
    Optional<Secret> key = variables.optionalSecret(KEY);
    Optional<Path> file = variables.optionalPath(FILE);
    if (key.isPresent() == file.isPresent()) {
      variables.wrong(
          KEY,
          key.isPresent()
              ? "is set, and " + FILE + " too; set one of them"
              : "is not set; set it to the output of: openssl rand -base64 32 (or set "
                  + FILE
                  + " to a file that holds it), and keep it: without it no stored secret opens");
      return STAND_IN;
    }
    Secret found = key.or(() -> file.map(f -> fromFile(variables, f, laptop))).orElse(STAND_IN);
    try {
      Sealer.of(found);
    } catch (IllegalArgumentException e) {
      variables.wrong(
          key.isPresent() ? KEY : FILE,
          e.getMessage() + "; make one with: openssl rand -base64 32");
    }
    return found;
  }

  private static Secret fromFile(Variables variables, Path file, boolean laptop) {
    try {
      if (laptop && Files.notExists(file)) {
        make(file);
      }
      for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
        if (!permission.name().startsWith("OWNER_")) {
          variables.wrong(FILE, "others may read that file; run chmod 600 on it");
          break;
        }
      }
      return new Secret(Files.readString(file));
    } catch (IOException e) {
      variables.wrong(FILE, "that file cannot be read: " + e.getClass().getSimpleName());
      return STAND_IN;
    }
  }

  /** Whole or not at all, also when two processes start at once: the first one's key stays. */
  private static void make(Path file) throws IOException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path draft =
        Files.createTempFile(folder, ".key", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n");
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, and its key is the one to use.
    } finally {
      Files.delete(draft);
    }
  }
}
