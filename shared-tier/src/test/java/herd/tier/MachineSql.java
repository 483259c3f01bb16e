package herd.tier;

import herd.fleet.local.Binaries;
import herd.fleet.local.RunAs;
import herd.fleet.provider.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** SQL as the superuser on a local machine of the fleet, by its socket. */
final class MachineSql {

  private MachineSql() {}

  static String run(Machine machine, String sql) throws Exception {
    List<String> command = new ArrayList<>();
    RunAs.here(System.getenv())
        .user()
        .ifPresent(user ->
            command.addAll(
                List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "--")));
    command.addAll(
        List.of(Binaries.find(System.getenv()).postgres("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1"));
    command.addAll(List.of("-h", "/proc/self/cwd", "-U", "postgres", "-d", "postgres"));
    command.addAll(List.of("-p", Integer.toString(machine.postgresPort()), "-c", sql));
    Process psql =
        new ProcessBuilder(command)
            .directory(Path.of(machine.root(), "run").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (psql.waitFor() != 0) {
      throw new IOException("psql: " + said);
    }
    return said;
  }
}
