package herd.fleet.replication;

import herd.fleet.act.Answer;

/**
 * Whether there is life of a cluster on its server, as the server says.
 *
 * @param bootId changes with every boot
 * @param hasData whether there is a cluster at all
 * @param postmasterAlive the one that is named in its pid file
 * @param postmasterStatus {@code ready}, {@code starting}, {@code stopping}, {@code standby}; empty
 *     when there is no postmaster
 * @param processes all of the cluster's; backends outlive a killed postmaster and go on committing
 * @param standbySignal whether a start would make it a standby
 */
public record ProcessFacts(
    String bootId,
    boolean hasData,
    boolean postmasterAlive,
    String postmasterStatus,
    int processes,
    boolean standbySignal) {

  public boolean anythingAlive() {
    return postmasterAlive || processes > 0;
  }

  static ProcessFacts from(Answer answer) {
    return new ProcessFacts(
        answer.need("boot_id"),
        answer.value("data").isPresent(),
        answer.value("postmaster_pid").isPresent(),
        answer.value("postmaster_status").orElse(""),
        Integer.parseInt(answer.need("processes")),
        answer.value("standby_signal").isPresent());
  }
}
