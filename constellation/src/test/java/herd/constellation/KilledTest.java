package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;

import herd.constellation.client.Marketplace.Addon;
import herd.fleet.local.RunAs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code up} in a JVM of its own: what a kill -9 leaves, and what SIGTERM does not. */
final class KilledTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Folder folder;
  private Ports ports;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void choose() throws Exception {
    folder = Folder.at(Files.createTempDirectory("herd-killed-"), RunAs.here(Sshd.found()));
    ports = Temporary.freePorts();
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    List<Long> left = Processes.inside(folder.databases());
    left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    Temporary.delete(folder.databases());
    Temporary.delete(folder.root());
    assertThat(left).isEmpty();
  }

  @Test
  void killedItIsAdoptedAndStoppedItComesBackAsItWas() throws Exception {
    Process first = up();
    Customer customer = new Customer(EnvFile.read(folder.env()));
    Addon addon = customer.order();
    customer.sql("CREATE TABLE elephants AS SELECT 'Nellie' AS name");
    String since = customer.sql("SELECT pg_postmaster_start_time()");

    first.destroyForcibly().waitFor();
    assertThat(customer.sql("SELECT name FROM elephants")).isEqualTo("Nellie");
    Process second = up();
    assertThat(customer.sql("SELECT pg_postmaster_start_time()")).isEqualTo(since);

    second.destroy();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Processes.inside(folder.databases())).isEmpty();
    assertThat(folder.env()).doesNotExist();

    up();
    Await.until("the database is back", LIMIT, customer::answers);
    assertThat(customer.sql("SELECT name FROM elephants")).isEqualTo("Nellie");
    customer.marketplace.destroyAddon(customer.app, addon.id());
  }

  @Test
  void twoOnOneFolderAreRefusedWithAdvice() throws Exception {
    try (OneAtATime _ = OneAtATime.in(folder)) {
      Process second = launch();
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isEqualTo(1);
      assertThat(Files.readString(output()))
          .contains("is up on " + folder.root() + " already")
          .contains("--data DIR")
          .contains(Long.toString(ProcessHandle.current().pid()));
    }
  }

  /** Ready when it returns. */
  private Process up() throws IOException {
    Files.deleteIfExists(folder.env());
    Process process = launch();
    Await.until("ready", LIMIT, () -> Files.exists(folder.env()) || !process.isAlive());
    assertThat(process.isAlive()).as(Files.readString(output())).isTrue();
    return process;
  }

  private Process launch() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "herd.constellation.Main",
                "up",
                "--data",
                folder.root().toString(),
                "--port-base=" + ports.base())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
    started.add(process);
    return process;
  }

  private Path output() {
    return folder.root().resolve("output");
  }
}
