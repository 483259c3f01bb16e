package herd.benchmarks.campaign;

import java.util.List;

/**
 * What befell in one round; a line of the campaign's file.
 *
 * @param what chaos, latency, or a scene's name
 * @param seed of its choices; 0 where there are none
 * @param kills of worker processes
 * @param cut acts that lost their worker in their midst
 * @param postgresKills of servers' postmasters
 * @param provisioned databases that live at its end
 * @param grantsLost add-ons whose worker died with the grant's answer in its hands
 * @param restSeconds from the last blow until all was at rest and audited
 * @param p50 of a provision, in milliseconds; 0 where none was measured
 * @param wrong what the audit found; empty when nothing was lost
 */
record Round(
    String what,
    long seed,
    int kills,
    int cut,
    int postgresKills,
    int provisioned,
    int removed,
    int grantsLost,
    double restSeconds,
    double p50,
    double p95,
    List<String> wrong) {

  static Round scene(String name, int kills, double seconds, List<String> wrong) {
    return new Round(name, 0, kills, 0, 0, 0, 0, 0, seconds, 0, 0, wrong);
  }

  static Round of(Latency latency) {
    return new Round(
        "latency",
        0,
        0,
        0,
        0,
        latency.millis().size(),
        0,
        0,
        0,
        latency.at(0.5),
        latency.at(0.95),
        List.of());
  }
}
