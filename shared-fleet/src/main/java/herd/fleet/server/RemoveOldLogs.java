package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Removes Postgres's own logs that are older than a day, and WAL that a rewind kept more than a
 * week ago; tells how much room that gave, in KiB.
 */
public final class RemoveOldLogs {
  private static final Script SCRIPT = Script.named("remove-old-logs", "files");

  private final Fenced fenced;

  public RemoveOldLogs(Fenced fenced) {
    this.fenced = fenced;
  }

  public long run(Vantage vantage, Host host, Claim server, Duration limit) {
    return Long.parseLong(
        fenced
            .run(vantage, host, List.of(server), SCRIPT, Map.of(), new byte[0], limit)
            .need("freed_kb"));
  }
}
