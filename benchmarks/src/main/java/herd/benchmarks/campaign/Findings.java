package herd.benchmarks.campaign;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The campaign's report, in Markdown. */
final class Findings {

  private Findings() {}

  static String of(List<Round> rounds) {
    StringBuilder page = new StringBuilder("# Campaign: nothing is lost\n\n");
    page.append("| what | figure |\n| --- | --- |\n");
    row(page, "rounds", rounds.size());
    row(page, "workers killed with -9", rounds.stream().mapToInt(Round::kills).sum());
    row(page, "acts that lost their worker", rounds.stream().mapToInt(Round::cut).sum());
    row(page, "postmasters killed", rounds.stream().mapToInt(Round::postgresKills).sum());
    row(page, "databases removed at any moment", rounds.stream().mapToInt(Round::removed).sum());
    row(page, "grants lost, told to a human", rounds.stream().mapToInt(Round::grantsLost).sum());
    row(page, "lost or left over", rounds.stream().mapToInt(round -> round.wrong().size()).sum());
    rounds.stream()
        .filter(round -> round.p50() > 0)
        .forEach(round ->
            row(
                page,
                "provision, p50 / p95 of " + round.provisioned(),
                String.format(Locale.ROOT, "%.0f / %.0f ms", round.p50(), round.p95())));
    page.append("\n| round | seed | kills | acts cut | at rest after | lost |\n");
    page.append("| --- | --- | --- | --- | --- | --- |\n");
    rounds.forEach(round ->
        page.append(
            String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %.0f s | %s |%n",
                round.what(),
                round.seed(),
                round.kills(),
                round.cut(),
                round.restSeconds(),
                round.wrong().isEmpty()
                    ? "nothing"
                    : round.wrong().stream()
                        .map(text -> text.replace('|', '/').replace('\n', ' '))
                        .collect(Collectors.joining("<br>")))));
    return page.toString();
  }

  private static void row(StringBuilder page, String what, Object figure) {
    page.append("| ").append(what).append(" | ").append(figure).append(" |\n");
  }
}
