package herd.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {

  private static final String OLD = key(1);
  private static final String NEW = key(2);
  private static final String CONTEXT = "resource.password:7";

  @TempDir Path folder;

  private static String key(int fill) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void whatWasSealedOpensForTheSamePlaceOnly() {
    Sealer sealer = Sealer.of(new Secret(OLD));
    String sealed = sealer.seal("hunter2", CONTEXT);
    assertThat(sealed).doesNotContain("hunter2").isNotEqualTo(sealer.seal("hunter2", CONTEXT));
    assertThat(sealer.open(sealed, CONTEXT)).isEqualTo("hunter2");
    assertThatThrownBy(() -> sealer.open(sealed, "resource.password:8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not open");
  }

  @Test
  void aRotatedKeyStillOpensAndTheNewOneSeals() {
    String before = Sealer.of(new Secret(OLD)).seal("a", CONTEXT);
    Sealer rotated = Sealer.of(new Secret(NEW + ", " + OLD));
    assertThat(rotated.open(before, CONTEXT)).isEqualTo("a");
    String after = rotated.seal("b", CONTEXT);
    assertThat(Sealer.of(new Secret(NEW)).open(after, CONTEXT)).isEqualTo("b");
    assertThatThrownBy(() -> Sealer.of(new Secret(OLD)).open(after, CONTEXT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withoutAKeyAServiceDoesNotStart() {
    assertThatThrownBy(() -> Sealer.fromEnvironment(new Environment(Map.of()), false))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("HERD_SECRET_KEY: is not set")
        .hasMessageContaining("openssl rand -base64 32");
    Environment missing = environment("HERD_SECRET_KEY_FILE", folder.resolve("none").toString());
    assertThatThrownBy(() -> Sealer.fromEnvironment(missing, false))
        .hasMessageContaining("HERD_SECRET_KEY_FILE: that file cannot be read");
    assertThatThrownBy(
            () -> Sealer.fromEnvironment(environment("HERD_SECRET_KEY", "hunter2"), false))
        .hasMessageContaining("HERD_SECRET_KEY: a key must be 32 bytes")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Environment environment = environment("HERD_SECRET_KEY_FILE", file.toString());
    assertThatThrownBy(() -> Sealer.fromEnvironment(environment, false))
        .hasMessageContaining("chmod 600");
  }

  @Test
  void onALaptopTheFirstOfManyStartsMakesTheKeyAndAllUseIt() throws Exception {
    Path file = folder.resolve("data/secret.key");
    Environment environment = environment("HERD_SECRET_KEY_FILE", file.toString());
    Callable<Sealer> start = () -> Sealer.fromEnvironment(environment, true);
    List<Sealer> all;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Sealer>> starts = executor.invokeAll(java.util.Collections.nCopies(20, start));
      all = starts.stream().map(Future::resultNow).toList();
    }
    String sealed = all.getFirst().seal("a", CONTEXT);
    assertThat(all).allSatisfy(s -> assertThat(s.open(sealed, CONTEXT)).isEqualTo("a"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  private static Environment environment(String name, String value) {
    return new Environment(Map.of(name, value));
  }
}
