package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose processes and files the local ones are: an unprivileged user's when Herd runs as root
 * (Postgres refuses root), else one's own.
 *
 * @param user the user to become; empty means oneself
 */
public record RunAs(Optional<String> user) {
  private static final String EFFECTIVE = "CapEff:";
  private static final int SYS_PTRACE = 19;

  /**
   * {@code HERD_LOCAL_USER}, by default {@code postgres}, when this process is root; otherwise
   * oneself.
   */
  public static RunAs here(Map<String, String> env) {
    if (!isRoot()) {
      return new RunAs(Optional.empty());
    }
    return new RunAs(Optional.of(env.getOrDefault("HERD_LOCAL_USER", "postgres")));
  }

  /** The login name the processes run under. */
  public String name() {
    return user.orElseGet(() -> System.getProperty("user.name"));
  }

  /**
   * The command, run by that user; setpriv and setsid exec, so the child's pid is the command's
   * own.
   */
  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>();
    user.ifPresent(name ->
        all.addAll(
            List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--init-groups", "--")));
    all.addAll(command);
    return all;
  }

  /** Gives a folder and all in it to that user. */
  public void own(Path folder) {
    if (user.isEmpty()) {
      return;
    }
    try {
      var owner =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name());
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
                throws IOException {
              Files.setOwner(dir, owner);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.getFileAttributeView(
                      file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                  .setOwner(owner);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new ProviderTrouble("cannot give " + folder + " to the user " + name(), e);
    }
  }

  /**
   * Fails early, with advice, when that user could not even reach the folder (say, one under root's
   * home), or when Herd could not tell that user's processes (a container's root often may not).
   */
  void mustManage(Path folder) {
    if (user.isEmpty()) {
      return;
    }
    try {
      if (!seesOthers(Files.readAllLines(Path.of("/proc/self/status")))) {
        throw new ProviderTrouble(
            "this process is root, but may not tell which processes the user %s runs: it lacks the capability SYS_PTRACE (docker: --cap-add SYS_PTRACE); give it that, or start Herd as an ordinary user"
                .formatted(name()));
      }
      for (Path at = folder.toRealPath().getParent(); at != null; at = at.getParent()) {
        PosixFileAttributes attributes = Files.readAttributes(at, PosixFileAttributes.class);
        boolean passes =
            attributes.permissions().contains(PosixFilePermission.OTHERS_EXECUTE)
                || attributes.owner().getName().equals(name());
        if (!passes) {
          throw new ProviderTrouble(
              "the user %s, who runs Postgres, cannot pass %s to reach %s: choose a data folder elsewhere (--data DIR), or chmod o+x %s"
                  .formatted(name(), at, folder, at));
        }
      }
    } catch (IOException e) {
      throw new ProviderTrouble("cannot look at the folders above " + folder, e);
    }
  }

  /**
   * Whether a process may read where others' {@code /proc/PID/exe} and {@code cwd} point to.
   *
   * @param status its {@code /proc/PID/status}
   * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
   */
  static boolean seesOthers(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(EFFECTIVE))
        .map(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), 16))
        .anyMatch(capabilities -> (capabilities >> SYS_PTRACE & 1) == 1);
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot tell who runs this process", e);
    }
  }
}
