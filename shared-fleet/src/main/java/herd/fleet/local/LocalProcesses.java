package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Starting, finding and signalling processes that outlive this one (Linux: /proc tells). */
public final class LocalProcesses {
  private static final int OUTPUT_LIMIT = 64 * 1024;

  private LocalProcesses() {}

  /** Starts a program in a session of its own, its output in a file; the answer is its pid. */
  public static long detach(RunAs as, Map<String, String> env, Path log, List<String> command) {
    return detach(List.of(), as, env, log, command);
  }

  /**
   * The same, by way of a program that root runs, and that ends in what it is given.
   *
   * @param by that program; nothing for none
   */
  static long detach(
      List<String> by, RunAs as, Map<String, String> env, Path log, List<String> command) {
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(by);
    detached.addAll(as.command(command));
    ProcessBuilder builder = builder(env, detached);
    builder.directory(Path.of("/").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    try {
      return builder.start().pid();
    } catch (IOException e) {
      throw new ProviderTrouble("cannot start " + command.getFirst(), e);
    }
  }

  /** Runs a program to its end; fails with the end of its output when it fails. */
  public static void run(RunAs as, Map<String, String> env, Duration limit, List<String> command) {
    ProcessBuilder builder = builder(env, as.command(command)).redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    try {
      Process process = builder.start();
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try (var in = process.getInputStream()) {
                  output.write(in.readNBytes(OUTPUT_LIMIT));
                  in.skip(Long.MAX_VALUE);
                } catch (IOException e) {
                  output.writeBytes(("(output lost: " + e + ")").getBytes(StandardCharsets.UTF_8));
                }
              });
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new ProviderTrouble(command.getFirst() + " did not end within " + limit);
      }
      reader.join(Duration.ofSeconds(1));
      if (process.exitValue() != 0) {
        throw new ProviderTrouble(
            "%s failed with exit code %d: %s"
                .formatted(
                    command.getFirst(),
                    process.exitValue(),
                    output.toString(StandardCharsets.UTF_8).strip()));
      }
    } catch (IOException e) {
      throw new ProviderTrouble("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProviderTrouble("interrupted while running " + command.getFirst(), e);
    }
  }

  /**
   * Every process that lives in a folder: working there (a Postgres backend overwrites its own
   * environment, but never leaves its data folder) or running a program of it (sshd, which
   * overwrites its environment too, runs from a link in the folder).
   */
  public static List<Long> inside(Path folder) {
    return find(folder, "");
  }

  /**
   * The same, and every process that carries the marker in its environment (whatever a login
   * started).
   */
  static List<Long> inside(Path folder, String marker) {
    return find(folder, marker);
  }

  /** Every process that runs exactly this program file. */
  static List<Long> running(Path program) {
    return matching(proc -> linkInto(proc.resolve("exe"), program));
  }

  static boolean alive(long pid, Path folder) {
    Path proc = Path.of("/proc", Long.toString(pid));
    return linkInto(proc.resolve("cwd"), folder) || linkInto(proc.resolve("exe"), folder);
  }

  /** Signals processes by pid; one that has gone meanwhile is no error. */
  public static void signal(String signal, List<Long> pids) {
    if (pids.isEmpty()) {
      return;
    }
    // The shell's own kill: a minimal Debian has no program of that name.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", signal));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      Process kill =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Path.of("/dev/null").toFile())
              .start();
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        throw new ProviderTrouble("kill hangs on " + pids);
      }
    } catch (IOException e) {
      throw new ProviderTrouble("cannot signal " + pids, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProviderTrouble("interrupted while signalling " + pids, e);
    }
  }

  /** A process and all that came of it, itself first. */
  public static List<Long> family(long pid) {
    return ProcessHandle.of(pid)
        .map(head ->
            Stream.concat(Stream.of(head), head.descendants()).map(ProcessHandle::pid).toList())
        .orElse(List.of());
  }

  /** Signals whoever there is until nobody new is found: one may fork while it is signalled. */
  public static void signalAll(String signal, Supplier<List<Long>> processes) {
    List<Long> before = List.of();
    List<Long> now = processes.get();
    while (!now.equals(before)) {
      signal(signal, now);
      before = now;
      now = processes.get();
    }
  }

  private static List<Long> find(Path folder, String marker) {
    return matching(proc ->
        linkInto(proc.resolve("cwd"), folder)
            || linkInto(proc.resolve("exe"), folder)
            || (!marker.isEmpty() && carries(proc, marker)));
  }

  private static List<Long> matching(Predicate<Path> ours) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path proc : all) {
        long pid = Long.parseLong(proc.getFileName().toString());
        if (pid != ProcessHandle.current().pid() && ours.test(proc)) {
          found.add(pid);
        }
      }
    } catch (IOException e) {
      throw new ProviderTrouble("cannot list this machine's processes", e);
    }
    return found;
  }

  private static boolean linkInto(Path link, Path folder) {
    try {
      // Not toRealPath: the target may be deleted already, and " (deleted)" still starts with it.
      return Files.readSymbolicLink(link).startsWith(folder);
    } catch (IOException e) {
      return false; // gone meanwhile, or another user's: not ours
    }
  }

  private static boolean carries(Path proc, String marker) {
    try {
      String environ =
          "\0"
              + new String(
                  Files.readAllBytes(proc.resolve("environ")), StandardCharsets.ISO_8859_1);
      return environ.contains("\0" + marker + "\0");
    } catch (IOException e) {
      return false; // gone meanwhile, or another user's: not ours
    }
  }

  private static ProcessBuilder builder(Map<String, String> env, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder
        .environment()
        .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(env);
    return builder;
  }
}
