package herd.benchmarks.scenario;

import herd.benchmarks.scenario.Step.Befalls;
import herd.benchmarks.scenario.Step.Blow;
import herd.benchmarks.scenario.Step.Claim;
import herd.benchmarks.scenario.Step.Expect;
import herd.benchmarks.scenario.Step.Harm;
import herd.benchmarks.scenario.Step.Role;
import herd.benchmarks.scenario.Step.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a scenario. "the" may be left out everywhere. */
final class Grammar {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * One way to say something.
   *
   * @param shown as the help prints it: WHO, ZONE, PLAN, TYPE and N stand for words
   */
  private record Phrase(String shown, Pattern pattern, Function<MatchResult, Step> step) {
    static Phrase of(String shown, Function<MatchResult, Step> step) {
      String regex =
          shown
              .replace("[within N s]", "(?: within ([0-9.]+) s)?")
              .replace(" (?:", "(?:")
              .replace("WHO", "(leader|standby|old leader|old standby)")
              .replace("ZONE", "(zone-[a-c])")
              .replace("WORKER", "(zone-[a-c]|home)")
              .replace("PLAN", "([a-z]+(?:-[a-z]+)?-[0-9]+)")
              .replace("TYPE", "([a-z_]+)")
              .replaceAll("\\bN\\b", "([0-9.]+)");
      return new Phrase(shown, Pattern.compile(regex), step);
    }
  }

  private static final List<Phrase> PHRASES = phrases();

  private Grammar() {}

  private static List<Phrase> phrases() {
    List<Phrase> all = new ArrayList<>();
    all.add(Phrase.of("provision PLAN", m -> new Step.Provision(m.group(1))));
    all.add(Phrase.of("write to both servers", _ -> new Step.WriteToBoth()));
    harm(all, "lose WHO", Harm.LOSE);
    harm(all, "kill postgres of WHO", Harm.KILL_POSTGRES);
    harm(all, "freeze WHO", Harm.FREEZE);
    harm(all, "wake WHO", Harm.WAKE);
    harm(all, "break ssh of WHO", Harm.BREAK_SSH);
    harm(all, "refuse to stop WHO", Harm.REFUSE_TO_STOP);
    harm(all, "jam fence of WHO", Harm.JAM_FENCE);
    harm(all, "free fence of WHO", Harm.FREE_FENCE);
    harm(all, "heal WHO", Harm.HEAL);
    harm(all, "cut WHO off from Herd", Harm.CUT_FROM_HERD);
    harm(all, "cut WHO off from other servers", Harm.CUT_FROM_SERVERS);
    harm(all, "mend network of WHO", Harm.MEND_NETWORK);
    harm(all, "stall disk of WHO", Harm.STALL_DISK);
    harm(all, "wake disk of WHO", Harm.WAKE_DISK);
    harm(all, "fill disk of WHO", Harm.FILL_DISK);
    harm(all, "take all connections of WHO", Harm.TAKE_CONNECTIONS);
    harm(all, "give back connections of WHO", Harm.GIVE_CONNECTIONS);
    for (Blow blow : Blow.values()) {
      String verb = blow.name().toLowerCase(Locale.ROOT);
      all.add(Phrase.of(verb + " worker WORKER", m -> new Worker(blow, m.group(1))));
    }
    all.add(Phrase.of("cut ZONE", m -> new Step.Cut(m.group(1))));
    all.add(Phrase.of("mend ZONE", m -> new Step.Mend(m.group(1))));
    all.add(Phrase.of("stop control plane", _ -> new Step.StopControlPlane()));
    all.add(Phrase.of("start control plane", _ -> new Step.StartControlPlane()));
    all.add(Phrase.of("switch over", _ -> new Step.SwitchOver()));
    all.add(Phrase.of("wait N s", m -> new Step.Pass(seconds(m.group(1)))));
    claim(all, "expect a failover [within N s]", Claim.FAILOVER);
    claim(all, "expect a restart [within N s]", Claim.RESTART);
    claim(all, "expect no failover", Claim.NO_FAILOVER);
    claim(all, "expect a guarded leader [within N s]", Claim.GUARDED);
    claim(all, "expect writes [within N s]", Claim.WRITES);
    claim(all, "expect no writes", Claim.NO_WRITES);
    claim(all, "expect nothing lost", Claim.NOTHING_LOST);
    claim(all, "expect every loss counted [within N s]", Claim.LOSS_COUNTED);
    claim(all, "expect one leader", Claim.ONE_LEADER);
    claim(all, "expect no incident", Claim.NO_INCIDENT);
    claim(all, "expect rest [within N s]", Claim.REST);
    all.add(
        Phrase.of(
            "expect incident TYPE [within N s]",
            m -> new Step.ExpectIncident(m.group(1), within(m, 2))));
    return List.copyOf(all);
  }

  private static void harm(List<Phrase> all, String shown, Harm harm) {
    all.add(Phrase.of(shown, m -> new Befalls(harm, Role.of(m.group(1)))));
  }

  private static void claim(List<Phrase> all, String shown, Claim claim) {
    all.add(Phrase.of(shown, m -> new Expect(claim, within(m, 1))));
  }

  private static Duration within(MatchResult match, int group) {
    boolean said = match.groupCount() >= group && match.group(group) != null;
    return said ? seconds(match.group(group)) : PATIENCE;
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
  }

  /** Empty when the line says nothing that is known here. */
  static Optional<Step> step(String line) {
    String words = line.strip().replaceAll("\\s+", " ").replaceAll("\\bthe ", "");
    for (Phrase phrase : PHRASES) {
      Matcher matcher = phrase.pattern().matcher(words);
      if (matcher.matches()) {
        return Optional.of(phrase.step().apply(matcher));
      }
    }
    return Optional.empty();
  }

  /** All phrases, one a line. */
  static String help() {
    StringBuilder text = new StringBuilder();
    PHRASES.forEach(phrase -> text.append("  ").append(phrase.shown()).append('\n'));
    return text.toString();
  }
}
