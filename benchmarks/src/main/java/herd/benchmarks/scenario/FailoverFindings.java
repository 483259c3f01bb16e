package herd.benchmarks.scenario;

import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** The campaign's report, in Markdown. */
final class FailoverFindings {

  private FailoverFindings() {}

  static String of(List<FailoverRound> rounds) {
    List<FailoverRound> quiet =
        rounds.stream().filter(round -> round.kind().equals("quiet")).toList();
    List<FailoverRound> lost =
        rounds.stream().filter(round -> round.kind().equals("failover")).toList();
    List<FailoverRound> bare =
        rounds.stream().filter(round -> round.kind().equals("unfenced")).toList();
    StringBuilder page = new StringBuilder("# Campaign: lost leaders, and false alarms\n\n");
    page.append("| what | figure |\n| --- | --- |\n");
    row(page, "rounds with a lost leader", lost.size());
    row(page, "standbys promoted", sum(lost, FailoverRound::failovers));
    row(page, "leaders started again", sum(lost, FailoverRound::restarts));
    row(page, "of the losses: machine", lines(lost, "lose the leader"));
    row(page, "of the losses: Postgres killed", lines(lost, "kill postgres of the leader"));
    row(page, "of the losses: frozen", lines(lost, "freeze the leader"));
    row(page, "of them woken among customers", lines(lost, "wake the old leader"));
    row(page, "with its SSH broken before", lines(lost, "break ssh of the leader"));
    row(page, "with its standby frozen before or after", lines(lost, "freeze the standby"));
    row(page, "cut off from other servers", lines(lost, "cut the leader off from other servers"));
    row(page, "cut off from Herd", lines(lost, "cut the leader off from Herd"));
    row(page, "switchovers asked for", lines(lost, "switch over"));
    row(page, "workers of a zone killed meanwhile", lines(lost, "kill worker"));
    row(page, "stalled meanwhile", lines(lost, "stall worker"));
    row(page, "zones cut off meanwhile", lines(lost, "cut zone-"));
    row(page, "rounds in which every fence failed", bare.size());
    row(page, "rows acknowledged", sum(rounds, FailoverRound::rows));
    row(page, "rounds with nothing wrong but Herd itself", quiet.size());
    row(page, "of them: a vantage cut off", lines(quiet, "cut "));
    row(page, "of them: a worker stalled", lines(quiet, "stall worker"));
    row(page, "of them: the control plane stopped", lines(quiet, "stop the control plane"));
    row(page, "promotions in them", sum(quiet, FailoverRound::failovers));
    row(
        page,
        "claims that did not hold",
        rounds.stream().filter(round -> !round.wrong().isEmpty()).count());
    for (FailoverRound round : rounds) {
      if (!round.wrong().isEmpty()) {
        page.append(
            String.format(
                Locale.ROOT,
                "%n%s %d: %s%n%n```%n%s%n```%n",
                round.kind(),
                round.seed(),
                round.wrong(),
                String.join("\n", round.script())));
      }
    }
    return page.toString();
  }

  private static int sum(List<FailoverRound> rounds, ToIntFunction<FailoverRound> what) {
    return rounds.stream().mapToInt(what).sum();
  }

  private static int lines(List<FailoverRound> rounds, String beginning) {
    return sum(rounds, round -> round.lines(beginning));
  }

  private static void row(StringBuilder page, String what, Object figure) {
    page.append("| ").append(what).append(" | ").append(figure).append(" |\n");
  }
}
