package herd.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time that processes have used, user and system together, as the kernel counts it in {@code
 * /proc/PID/stat} (proc(5)), in ticks of 10 ms.
 */
public final class Cpu {

  private static final Duration TICK = Duration.ofMillis(10);

  private Cpu() {}

  /** This process's own, all threads, collector and compiler included. */
  public static Duration ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  /** One process's, without its children. */
  public static Duration of(long pid) {
    List<String> stat = stat(pid);
    return stat.isEmpty() ? Duration.ZERO : TICK.multipliedBy(number(stat, 14) + number(stat, 15));
  }

  /** A Postgres server's: postmaster, living backends and those that have ended. */
  public static Duration ofServer(long postmaster) {
    List<String> stat = stat(postmaster);
    if (stat.isEmpty()) {
      return Duration.ZERO;
    }
    Duration sum = of(postmaster).plus(TICK.multipliedBy(number(stat, 16) + number(stat, 17)));
    try (Stream<ProcessHandle> children =
        ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::children)) {
      return children.map(child -> of(child.pid())).reduce(sum, Duration::plus);
    }
  }

  /** The load averages of this machine, to be quoted beside every rate. */
  public static String load() {
    try {
      String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
      return words[0];
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the load average", e);
    }
  }

  /**
   * The fields after the command's name, which may hold anything; empty when the process is gone.
   */
  private static List<String> stat(long pid) {
    try {
      String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return List.of(text.substring(text.lastIndexOf(')') + 2).strip().split(" "));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      // ESRCH: it ended between open and read.
      return List.of();
    }
  }

  /** A field by its number in proc(5), where the state is number 3. */
  private static long number(List<String> stat, int field) {
    return Long.parseLong(stat.get(field - 3));
  }
}
