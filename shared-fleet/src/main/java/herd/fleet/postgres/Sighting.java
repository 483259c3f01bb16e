package herd.fleet.postgres;

import herd.fleet.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * What one look saw.
 *
 * @param fresh whether a new login was made for it. A frozen postmaster keeps old sessions working,
 *     so only a fresh look tells of it (SAFETY 6)
 * @param took from the start to the outcome, without waiting for a turn
 * @param detail why, in one safe line: the step, the SQLSTATE, the server's words; never a secret
 * @param rows one entry per query, in order; empty unless the outcome is OK, or CANNOT_COMMIT by a
 *     server that answered
 */
public record Sighting(
    Outcome outcome, boolean fresh, Duration took, String detail, List<Rows> rows) {

  public Sighting {
    rows = List.copyOf(rows);
  }

  public boolean ok() {
    return outcome == Outcome.OK;
  }
}
