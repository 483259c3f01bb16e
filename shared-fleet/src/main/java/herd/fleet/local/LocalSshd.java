package herd.fleet.local;

import herd.fleet.provider.Machine;
import herd.fleet.provider.ProviderTrouble;
import herd.fleet.ssh.SshIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A machine's SSH endpoint: a real OpenSSH server, run by the unprivileged user. */
record LocalSshd(
    MachineFolder folder,
    Path programs,
    Binaries binaries,
    RunAs as,
    ZoneNetworks networks,
    Optional<MemoryGroups> memory) {
  private static final Duration START = Duration.ofSeconds(20);

  /**
   * Copies sshd to a place its user can reach; machines run it through a link in their own folder,
   * by which its processes are told apart.
   */
  static void prepare(Path programs, Binaries.Sshd sshd) {
    try {
      Path copy = programs.resolve("sshd");
      if (Files.exists(copy)) {
        return;
      }
      Files.createDirectories(programs.resolve("lib"));
      if (sshd.libraries().isPresent()) {
        try (Stream<Path> libraries = Files.list(sshd.libraries().get())) {
          for (Path library : libraries.toList()) {
            Files.copy(
                library.toRealPath(),
                programs.resolve("lib").resolve(library.getFileName().toString()),
                StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
      for (String name : Binaries.Sshd.PARTS.keySet()) {
        Optional<Path> part = sshd.part(name);
        if (part.isPresent()) {
          copy(part.get(), programs.resolve(name));
        }
      }
      copy(sshd.program(), copy);
    } catch (IOException e) {
      throw new ProviderTrouble("cannot copy sshd to " + programs, e);
    }
  }

  private static void copy(Path program, Path to) throws IOException {
    Path fresh = to.resolveSibling(to.getFileName() + ".new");
    Files.copy(program.toRealPath(), fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Lays out keys and configuration once; the answer is the host's public key. */
  String layOut(String authorizedKey) {
    Path ssh = folder.ssh();
    try {
      Files.createDirectories(ssh);
      Path hostKey = ssh.resolve("host_key");
      if (!Files.exists(hostKey)) {
        Path fresh = ssh.resolve("host_key.new");
        Files.deleteIfExists(fresh);
        Files.createFile(
            fresh,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, SshIdentity.generate().privateKey());
        Files.move(fresh, hostKey, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.writeString(ssh.resolve("authorized_keys"), authorizedKey + "\n");
      for (Path program : own()) {
        Path original = programs.resolve(program.getFileName());
        if (Files.exists(original) && !Files.exists(program)) {
          Files.createLink(program, original);
        }
      }
      return SshIdentity.of(Files.readAllBytes(hostKey)).publicLine();
    } catch (IOException e) {
      throw new ProviderTrouble("cannot lay out the SSH endpoint in " + ssh, e);
    }
  }

  /** A boot: a fresh boot id, and the endpoint up. Nothing else starts (SAFETY 10). */
  void boot(Machine machine) {
    configure(machine);
    start(machine);
  }

  boolean running() {
    return listener().stream().anyMatch(pid -> LocalProcesses.alive(pid, folder.path()));
  }

  /** Ends the listener and every login through it. */
  void kill() {
    LocalProcesses.signal("KILL", processes());
    if (!Await.within(START, () -> processes().isEmpty())) {
      throw new ProviderTrouble("sshd of " + folder.id() + " does not end");
    }
  }

  /** This machine's own names of the listener and of what it runs for each login. */
  private List<Path> own() {
    return Stream.concat(Stream.of("sshd"), Binaries.Sshd.PARTS.keySet().stream())
        .map(folder.ssh()::resolve)
        .toList();
  }

  private List<Long> processes() {
    return own().stream().flatMap(program -> LocalProcesses.running(program).stream()).toList();
  }

  /** Where the listener finds the rest of itself; earlier versions are one program. */
  private String parts() {
    return Binaries.Sshd.PARTS.entrySet().stream()
        .filter(part -> Files.exists(folder.ssh().resolve(part.getKey())))
        .map(part -> "%s \"%s\"\n".formatted(part.getValue(), folder.ssh().resolve(part.getKey())))
        .collect(Collectors.joining());
  }

  /** Brings the endpoint up if it is not. */
  void start(Machine machine) {
    if (running()) {
      return;
    }
    Path ssh = folder.ssh();
    Path log = ssh.resolve("sshd.log");
    as.own(ssh);
    try {
      // After a power cut it names a process of the last boot, whose pid may be another's by now.
      Files.deleteIfExists(ssh.resolve("sshd.pid"));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot remove a stale sshd.pid in " + ssh, e);
    }
    long pid =
        LocalProcesses.detach(
            Stream.concat(
                    networks.inside(machine.zone()).stream(),
                    memory.stream().flatMap(groups -> groups.inside(machine).stream()))
                .toList(),
            as,
            Map.of("LD_LIBRARY_PATH", programs.resolve("lib").toString()),
            log,
            List.of(
                ssh.resolve("sshd").toString(),
                "-D",
                "-e",
                "-f",
                ssh.resolve("sshd_config").toString()));
    boolean decided =
        Await.within(
            START,
            () ->
                // It listens a moment before it writes its pid.
                running() || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    if (!decided || !running()) {
      throw new ProviderTrouble(
          "sshd of %s did not start on port %d; its log is %s"
              .formatted(folder.id(), machine.sshPort(), log));
    }
  }

  private List<Long> listener() {
    try {
      return List.of(Long.parseLong(Files.readString(folder.ssh().resolve("sshd.pid")).strip()));
    } catch (IOException | NumberFormatException e) {
      return List.of(); // none yet, or being written
    }
  }

  private void configure(Machine machine) {
    Path ssh = folder.ssh();
    // A login's environment is all a script knows of its machine that a real one would ask its
    // kernel.
    String environment =
        "SetEnv %s HERD_BOOT_ID=%s HERD_BOOTED_AT=%d HERD_MEMORY_MB=%d HERD_DISK_BYTES=%d \"HERD_POSTGRES_BIN=%s\"%s"
            .formatted(
                folder.marker(),
                UUID.randomUUID(),
                Instant.now().getEpochSecond(),
                machine.memoryMb(),
                machine.diskBytes(),
                binaries.postgres(),
                binaries.pgbouncer().map(" \"HERD_PGBOUNCER=%s\""::formatted).orElse(""));
    String text =
        """
        Port %d
        ListenAddress %s
        HostKey "%s/host_key"
        AuthorizedKeysFile "%s/authorized_keys"
        PidFile "%s/sshd.pid"
        %s
        AllowUsers %s
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        AllowTcpForwarding no
        AllowAgentForwarding no
        AllowStreamLocalForwarding no
        X11Forwarding no
        PrintMotd no
        PrintLastLog no
        UseDNS no
        LoginGraceTime 20
        MaxStartups 200:30:400
        MaxSessions 64
        LogLevel ERROR
        %s\
        """
            .formatted(
                machine.sshPort(),
                machine.address(),
                ssh,
                ssh,
                ssh,
                environment,
                as.name(),
                parts());
    try {
      Files.writeString(ssh.resolve("sshd_config"), text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the configuration of sshd in " + ssh, e);
    }
  }
}
