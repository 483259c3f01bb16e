package herd.constellation;

import herd.fleet.ssh.SshIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/** A laptop's secrets: each made when first asked for, in a file only its owner can read. */
final class Secrets {
  private static final int BYTES = 24;

  private final Path folder;

  /** Makes the folder if it is missing. */
  Secrets(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  /** Random, 48 hexadecimal digits; the same at every start. */
  String of(String name) {
    return new String(kept(name, Secrets::random), StandardCharsets.UTF_8);
  }

  /** Where the private key is that Herd logs in to servers with. */
  Path sshKeyFile() {
    kept("ssh-key", () -> SshIdentity.generate().privateKey());
    return folder.resolve("ssh-key");
  }

  SshIdentity sshKey() {
    return SshIdentity.of(kept("ssh-key", () -> SshIdentity.generate().privateKey()));
  }

  /** Where the key is that seals stored secrets; the service makes it. */
  Path sealingKeyFile() {
    return folder.resolve("sealing-key");
  }

  private byte[] kept(String name, Supplier<byte[]> make) {
    Path file = folder.resolve(name);
    try {
      if (Files.notExists(file)) {
        Path fresh = folder.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, make.get());
        // Whole or not at all: half a secret would lock us out for ever.
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the secret " + file, e);
    }
  }

  private static byte[] random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
  }
}
