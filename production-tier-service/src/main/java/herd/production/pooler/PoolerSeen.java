package herd.production.pooler;

import herd.controlplane.incident.Finding;
import herd.fleet.postgres.Sighting;
import java.util.Optional;

/**
 * What the resource's machine sees of its pooler.
 *
 * @param due what is to be done before it serves
 * @param finding whether it serves, when Postgres itself answered in the same look
 */
public record PoolerSeen(Due due, Finding finding) {

  /** What may be due. */
  public enum Due {
    NOTHING,
    START,
    TELL
  }

  /**
   * @param through what came of a look through it, if one was made
   */
  public static PoolerSeen of(Optional<Pooler> pooler, Optional<Sighting> through) {
    if (pooler.isEmpty()) {
      // Nobody wants one any more, or yet.
      return new PoolerSeen(Due.NOTHING, Finding.RIGHT);
    }
    Pooler now = pooler.get();
    if (!now.started()) {
      return new PoolerSeen(Due.START, now.late() ? Finding.WRONG : Finding.UNKNOWN);
    }
    return new PoolerSeen(
        now.told() ? Due.NOTHING : Due.TELL,
        through
            .map(seen ->
                switch (seen.outcome()) {
                  case OK -> Finding.RIGHT;
                  // Neither says that it is gone: all its clients' places are taken, or Postgres's.
                  case BLIND, FULL, STARTING -> Finding.UNKNOWN;
                  case AUTH_REFUSED, REFUSED, RESET, TIMED_OUT, TLS_BAD, CANNOT_COMMIT ->
                      Finding.WRONG;
                })
            .orElse(Finding.UNKNOWN));
  }
}
