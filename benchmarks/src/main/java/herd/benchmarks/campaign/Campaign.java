package herd.benchmarks.campaign;

import herd.benchmarks.RoundFile;
import herd.benchmarks.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code Campaign [--kills N] [--file ROUNDS.jsonl] [--page REPORT.md] [--seed N]}: rounds of
 * trouble until so many workers were killed, with every scene among them. Each finished round is a
 * line of the file; started again with the same file, it goes on where it stopped. Prints a report;
 * ends with 1 when anything was lost.
 */
public final class Campaign {

  private static final int KILLS_A_ROUND = 25;
  private static final int DATABASES_A_ROUND = 15;
  private static final int PROVISIONS = 40;
  private static final Duration PLANE_AWAY = Duration.ofSeconds(30);
  private static final Duration SERVER = Duration.ofMinutes(3);

  private final RoundFile<Round> file;
  private final int kills;
  private final long seed;
  private volatile Optional<Stage> open = Optional.empty();

  private Campaign(Path file, int kills, long seed) {
    this.file = new RoundFile<>(file, Round.class);
    this.kills = kills;
    this.seed = seed;
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("HERD_LOG_LEVEL", "ERROR");
    Path file = Path.of("campaign.jsonl");
    Optional<Path> page = Optional.empty();
    int kills = 300;
    long seed = 1;
    for (int at = 0; at + 1 < args.length; at += 2) {
      switch (args[at]) {
        case "--kills" -> kills = Integer.parseInt(args[at + 1]);
        case "--file" -> file = Path.of(args[at + 1]);
        case "--page" -> page = Optional.of(Path.of(args[at + 1]));
        case "--seed" -> seed = Long.parseLong(args[at + 1]);
        default -> usage();
      }
    }
    if (args.length % 2 == 1) {
      usage();
    }
    Campaign campaign = new Campaign(file, kills, seed);
    // Ctrl-C leaves no process behind; the rounds that are finished stay in the file.
    Runtime.getRuntime().addShutdownHook(new Thread(campaign::cutShort));
    List<Round> rounds = campaign.run();
    String report = Findings.of(rounds);
    System.out.println(report);
    if (page.isPresent()) {
      Files.writeString(page.get(), report);
    }
    System.exit(rounds.stream().allMatch(round -> round.wrong().isEmpty()) ? 0 : 1);
  }

  private static void usage() {
    System.err.println("usage: campaign [--kills N] [--file ROUNDS] [--page REPORT] [--seed N]");
    System.exit(64);
  }

  private List<Round> run() throws Exception {
    List<Round> done = file.read();
    System.err.println(file.begun(done.size(), next(done).isPresent()));
    try {
      for (Optional<Callable<Round>> next = next(done); next.isPresent(); next = next(done)) {
        Round round = played(next.get());
        done.add(round);
        file.add(round);
      }
    } finally {
      leave();
    }
    return done;
  }

  /** Latency first, while nothing is broken; then chaos, with a scene after every round of it. */
  private Optional<Callable<Round>> next(List<Round> done) {
    if (done.isEmpty()) {
      return Optional.of(() -> Round.of(Latency.measure(stage(), PROVISIONS)));
    }
    int killed = done.stream().mapToInt(Round::kills).sum();
    int scenes = (int) done.stream().filter(round -> round.what().startsWith("scene")).count();
    int chaos = (int) done.stream().filter(round -> round.what().equals("chaos")).count();
    if (chaos > scenes || (killed >= kills && scenes < 4)) {
      return Optional.of(() -> scene(scenes % 4));
    }
    return killed >= kills
        ? Optional.empty()
        : Optional.of(
            () -> new Chaos(stage(), seed + chaos).play(KILLS_A_ROUND, DATABASES_A_ROUND, 2));
  }

  private Round scene(int number) throws Exception {
    Scenes scenes = new Scenes(stage());
    long begun = System.nanoTime();
    int processes = stage().processes.names().size();
    Round round =
        switch (number) {
          case 0 ->
              Round.scene(
                  "scene: killed between grant answer and store",
                  1,
                  0,
                  scenes.diesBetweenGrantAnswerAndStore());
          case 1 ->
              Round.scene(
                  "scene: frozen between check and act", 0, 0, scenes.frozenBetweenCheckAndAct());
          case 2 ->
              Round.scene(
                  "scene: control plane away for 30 s", 0, 0, scenes.controlPlaneAway(PLANE_AWAY));
          default ->
              Round.scene(
                  "scene: all killed and started again",
                  processes,
                  0,
                  scenes.allKilledAndStartedAgain());
        };
    double seconds = (System.nanoTime() - begun) / 1e9;
    return Round.scene(round.what(), round.kills(), seconds, round.wrong());
  }

  /** What fails is a finding too; the next round gets a fresh stage. */
  private Round played(Callable<Round> round) throws Exception {
    try {
      Round played = round.call();
      System.err.println(played);
      return played;
    } catch (Exception | AssertionError e) {
      String tail = open.isPresent() ? open.get().affairs() : "";
      System.err.println(e + tail);
      leave();
      return Round.scene("broken off", 0, 0, List.of(String.valueOf(e.getMessage())));
    }
  }

  private Stage stage() throws Exception {
    if (open.isEmpty()) {
      Stage stage = Stage.open(Casting.STARTER);
      open = Optional.of(stage);
      stage.awaitServer(SERVER);
    }
    return open.get();
  }

  private void leave() throws IOException {
    Optional<Stage> left = open;
    open = Optional.empty();
    if (left.isPresent()) {
      left.get().close();
    }
  }

  private void cutShort() {
    try {
      leave();
    } catch (IOException e) {
      System.err.println("not all was removed: " + e.getMessage());
    }
  }
}
