package herd.benchmarks.scenario;

import java.util.List;

/**
 * What befell in one round; a line of the campaign's file.
 *
 * @param kind a leader is lost, or it is a quiet one, or it was broken off
 * @param script its scenario, to be played again
 * @param failovers servers that were promoted in it
 * @param restarts leaders that were started again in it
 * @param rows acknowledged in it
 * @param wrong the claim that did not hold; empty when all did
 */
record FailoverRound(
    String kind,
    long seed,
    List<String> script,
    int failovers,
    int restarts,
    int rows,
    double seconds,
    String wrong) {

  int lines(String beginning) {
    return (int) script.stream().filter(line -> line.startsWith(beginning)).count();
  }
}
