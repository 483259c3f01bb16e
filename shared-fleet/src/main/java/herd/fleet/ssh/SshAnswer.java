package herd.fleet.ssh;

/**
 * What a command came to.
 *
 * @param exit its exit code, or -1 when a signal killed it
 * @param stdout its output, cut after 1 MiB
 * @param stderr its errors, cut after 64 KiB
 */
public record SshAnswer(int exit, String stdout, String stderr) {
  public boolean ok() {
    return exit == 0;
  }
}
