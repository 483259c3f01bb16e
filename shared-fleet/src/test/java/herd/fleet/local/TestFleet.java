package herd.fleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.Vantage;
import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineRequest;
import herd.fleet.ssh.Ssh;
import herd.fleet.ssh.SshIdentity;
import herd.fleet.ssh.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Real local servers in a temporary folder, all gone after the test. */
public final class TestFleet implements AutoCloseable {
  public static final Duration LIMIT = Duration.ofSeconds(30);

  public final Path folder;
  public final SshIdentity identity = SshIdentity.generate();
  public final Vantage here = Vantage.direct("here");
  public final Ssh ssh = new Ssh(32);
  public final LocalProvider provider;

  public TestFleet() {
    try {
      folder = Files.createTempDirectory("herd-fleet-").toRealPath();
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    provider = anotherProcess();
    // A test class that fails to initialise never closes its fleet.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
  }

  /** A second provider on the same folder knows what the first knows: nothing is in the JVM. */
  public LocalProvider anotherProcess() {
    Map<String, String> env = environment();
    return new LocalProvider(
        folder.resolve("servers"),
        Binaries.find(env),
        PortRange.free(200),
        RunAs.here(env),
        identity.publicLine());
  }

  public Machine machine() {
    UUID id = UUID.randomUUID();
    return provider.create(new MachineRequest(id, "token-" + id, "zone-a", 512, 2L << 30));
  }

  public SshTarget target(Machine machine) {
    return new SshTarget(
        machine.address(), machine.sshPort(), machine.sshUser(), machine.hostKey(), identity);
  }

  public String run(Machine machine, String command) {
    return ssh.exec(here, target(machine), command, new byte[0], LIMIT).stdout().strip();
  }

  public List<Long> processes() {
    return LocalProcesses.inside(folder);
  }

  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    ssh.close();
    provider.list().forEach(machine -> provider.destroy(machine.providerId()));
    assertThat(processes()).isEmpty();
    LocalPostgres.delete(folder);
  }

  static Map<String, String> environment() {
    Map<String, String> env = new HashMap<>(System.getenv());
    if (Binaries.find(env).sshd().isEmpty()) {
      Path script = Path.of("../launcher/fetch-sshd").toAbsolutePath().normalize();
      LocalProcesses.run(
          new RunAs(java.util.Optional.empty()),
          env,
          Duration.ofMinutes(3),
          List.of(script.toString(), Binaries.cache(env).toString()));
    }
    return env;
  }
}
