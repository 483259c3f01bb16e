package herd.benchmarks.scenario;

import herd.benchmarks.RoundFile;
import herd.benchmarks.stage.Networks;
import herd.benchmarks.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code FailoverCampaign [--plan PLAN] [--failovers N] [--quiet N] [--unfenced N] [--file
 * ROUNDS.jsonl] [--page REPORT.md] [--seed N]}: rounds by chance until so many servers were
 * promoted, so many times nothing but Herd itself was in trouble, and so many times every fence
 * failed. Each finished round is a line of the file; started again with the same file, it goes on
 * where it stopped. Ends with 1 when a claim did not hold.
 */
public final class FailoverCampaign {

  static final String PLAN = "premium-0";

  /** Its ledgers begin anew with a fresh database, and stay small. */
  private static final int ROUNDS_A_STAGE = 30;

  private static final int LONGEST_TROUBLE = 8000;

  /** So many of a kind in turn: before a quiet one all must be at rest, which takes its time. */
  private static final int TURN = 10;

  private final String plan;
  private final RoundFile<FailoverRound> file;
  private final int failovers;
  private final int quiet;
  private final int unfenced;
  private final long seed;
  private volatile Optional<Stage> open = Optional.empty();
  private volatile boolean cutShort;
  private Optional<Play> play = Optional.empty();
  private int played;

  private FailoverCampaign(
      String plan, Path file, int failovers, int quiet, int unfenced, long seed) {
    this.plan = plan;
    this.file = new RoundFile<>(file, FailoverRound.class);
    this.failovers = failovers;
    this.quiet = quiet;
    this.unfenced = unfenced;
    this.seed = seed;
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("HERD_LOG_LEVEL", "ERROR");
    Path file = Path.of("failovers.jsonl");
    Optional<Path> page = Optional.empty();
    String plan = PLAN;
    int failovers = 100;
    int quiet = 100;
    int unfenced = 20;
    long seed = 1;
    for (int at = 0; at + 1 < args.length; at += 2) {
      switch (args[at]) {
        case "--plan" -> plan = args[at + 1];
        case "--failovers" -> failovers = Integer.parseInt(args[at + 1]);
        case "--quiet" -> quiet = Integer.parseInt(args[at + 1]);
        case "--unfenced" -> unfenced = Integer.parseInt(args[at + 1]);
        case "--file" -> file = Path.of(args[at + 1]);
        case "--page" -> page = Optional.of(Path.of(args[at + 1]));
        case "--seed" -> seed = Long.parseLong(args[at + 1]);
        default -> usage();
      }
    }
    if (args.length % 2 == 1) {
      usage();
    }
    FailoverCampaign campaign = new FailoverCampaign(plan, file, failovers, quiet, unfenced, seed);
    // Ctrl-C leaves no process behind; the rounds that are finished stay in the file.
    Runtime.getRuntime().addShutdownHook(new Thread(campaign::cutShort));
    List<FailoverRound> rounds = campaign.run();
    String report = FailoverFindings.of(rounds);
    System.out.println(report);
    if (page.isPresent()) {
      Files.writeString(page.get(), report);
    }
    System.exit(rounds.stream().allMatch(round -> round.wrong().isEmpty()) ? 0 : 1);
  }

  private static void usage() {
    System.err.println(
        "usage: campaign failover [--plan PLAN] [--failovers N] [--quiet N] [--unfenced N]"
            + " [--file ROUNDS] [--page REPORT] [--seed N]");
    System.exit(64);
  }

  private List<FailoverRound> run() throws Exception {
    List<FailoverRound> done = file.read();
    System.err.println(file.begun(done.size(), next(done).isPresent()));
    try {
      for (Optional<Script> next = next(done); next.isPresent(); next = next(done)) {
        FailoverRound round = played(fair(next.get()), seed + done.size());
        done.add(round);
        file.add(round);
      }
    } finally {
      leave();
    }
    return done;
  }

  static Script opening(String plan) {
    return Script.of(
        "opening", List.of("provision " + plan, "write to both servers", "expect writes"));
  }

  /** A plan whose commits wait for no standby may lose some, and tells how many. */
  private Script fair(Script script) {
    return plan.contains("async")
        ? Script.of(
            script.name(),
            script.lines().stream()
                .map(Script.Line::text)
                .map(
                    line -> line.equals("expect nothing lost") ? "expect every loss counted" : line)
                .toList())
        : script;
  }

  private Optional<Script> next(List<FailoverRound> done) {
    int promoted = done.stream().mapToInt(FailoverRound::failovers).sum();
    long number = seed + done.size();
    long calm = of("quiet", done);
    long bare = of("unfenced", done);
    if (bare < unfenced && (5 * bare < promoted || promoted >= failovers)) {
      return Optional.of(Dice.unfenced(number));
    }
    if (calm < quiet && (calm / TURN <= promoted / TURN || promoted >= failovers)) {
      return Optional.of(Dice.quiet(number, LONGEST_TROUBLE));
    }
    return promoted < failovers
        ? Optional.of(Dice.failover(number, Networks.possible(), Stage.ownDisks()))
        : Optional.empty();
  }

  private static long of(String kind, List<FailoverRound> done) {
    return done.stream().filter(round -> round.kind().equals(kind)).count();
  }

  /** What fails is a finding too; the next round gets a fresh stage. */
  private FailoverRound played(Script script, long number) throws Exception {
    List<String> lines = script.lines().stream().map(Script.Line::text).toList();
    String kind = script.name().split(" ", 2)[0];
    long begun = System.nanoTime();
    try {
      Play on = play();
      Play.Tally before = on.tally();
      System.err.println(script.name());
      Optional<String> broken = on.play(script);
      Play.Tally after = on.tally();
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (broken.isPresent()) {
        System.err.println(open.orElseThrow().affairs());
        leave();
      }
      return new FailoverRound(
          kind,
          number,
          lines,
          after.failovers() - before.failovers(),
          after.restarts() - before.restarts(),
          after.rows() - before.rows(),
          seconds,
          broken.orElse(""));
    } catch (Exception | AssertionError e) {
      if (cutShort) {
        throw e; // no finding: its stage was taken away
      }
      System.err.println(e + (open.isPresent() ? open.get().affairs() : ""));
      leave();
      return new FailoverRound("broken off", number, lines, 0, 0, 0, 0, e.toString());
    }
  }

  private Play play() throws Exception {
    if (play.isPresent() && played++ >= ROUNDS_A_STAGE) {
      leave();
    }
    if (play.isEmpty()) {
      played = 1;
      Stage stage = Stage.openWithCuts(Scenario.PRODUCTION);
      open = Optional.of(stage);
      Play fresh = new Play(stage, System.err::println);
      play = Optional.of(fresh);
      Optional<String> broken = fresh.play(opening(plan));
      if (broken.isPresent()) {
        throw new IllegalStateException(broken.get());
      }
    }
    return play.orElseThrow();
  }

  private void cutShort() {
    cutShort = true;
    leave();
  }

  private void leave() {
    Optional<Stage> left = open;
    open = Optional.empty();
    play.ifPresent(Play::close);
    play = Optional.empty();
    try {
      if (left.isPresent()) {
        left.get().close();
      }
    } catch (IOException e) {
      System.err.println("not all was removed: " + e.getMessage());
    }
  }
}
