package herd.constellation;

import static java.nio.charset.StandardCharsets.UTF_8;

import herd.fleet.Vantage;
import herd.fleet.local.LocalProvider;
import herd.fleet.provider.Machine;
import herd.fleet.ssh.Ssh;
import herd.fleet.ssh.SshTarget;
import java.time.Duration;

/** What a server itself says, over SSH and the superuser's socket. */
record Inside(LocalProvider provider, Secrets secrets) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  String sql(String server, String query) {
    Machine machine = provider.describe(server).orElseThrow();
    SshTarget target =
        new SshTarget(
            machine.address(),
            machine.sshPort(),
            machine.sshUser(),
            machine.hostKey(),
            secrets.sshKey());
    String psql =
        """
        cd '%s/run' && s=$(ls -d .s.PGSQL.*[0-9]) &&
        "$HERD_POSTGRES_BIN/psql" -XAtq -h /proc/self/cwd -p "${s#.s.PGSQL.}" -U postgres -d postgres
        """
            .formatted(machine.root());
    try (Ssh ssh = new Ssh(1)) {
      return ssh.exec(Vantage.direct("test"), target, psql, query.getBytes(UTF_8), LIMIT)
          .stdout()
          .strip();
    }
  }
}
