package herd.fleet.replication;

import herd.fleet.act.Answer;

/**
 * A standby that became a leader.
 *
 * @param timeline the new one
 * @param lsn where it leaves the old one: what the old leader wrote from here on is only there
 */
public record Promoted(int timeline, String lsn) {

  static Promoted from(Answer answer) {
    return new Promoted(Integer.parseInt(answer.need("timeline")), answer.need("switch"));
  }
}
