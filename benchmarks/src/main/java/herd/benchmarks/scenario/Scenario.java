package herd.benchmarks.scenario;

import herd.benchmarks.scenario.Script.Malformed;
import herd.benchmarks.stage.Cast;
import herd.benchmarks.stage.Stage;
import herd.production.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Scenario FILE…}: plays each with a database of its own on a stage of their own, and prints
 * what happens when. What follows one that failed gets a fresh stage. Ends with 1 when a claim does
 * not hold, with 65 when a file is no scenario.
 */
public final class Scenario {

  /** Survives kill -9 of Postgres all the same: only the machine's own crash would lose it. */
  private static final Map<String, String> QUICK =
      Map.of("fsync", "off", "full_page_writes", "off", "max_wal_size", "256MB");

  static final Cast PRODUCTION =
      new Cast(Main.DEFINITION, Main.class, "HERD_PRODUCTION_PORT", QUICK, Map.of());

  private volatile Optional<Stage> open = Optional.empty();

  private Scenario() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("HERD_LOG_LEVEL", "ERROR");
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> files) throws Exception {
    if (files.isEmpty()) {
      System.err.println("usage: scenario FILE...\nA file has one step a line:");
      System.err.print(Grammar.help());
      return 64;
    }
    List<Script> scripts = new ArrayList<>();
    try {
      for (String file : files) {
        if (!Files.isReadable(Path.of(file))) {
          System.err.println("there is no file " + file);
          return 66;
        }
        scripts.add(Script.read(Path.of(file)));
      }
    } catch (Malformed e) {
      System.err.println(e.getMessage());
      return 65;
    }
    return new Scenario().play(scripts) ? 0 : 1;
  }

  private boolean play(List<Script> scripts) throws Exception {
    // Ctrl-C leaves no process behind.
    Thread cutShort = new Thread(this::close);
    Runtime.getRuntime().addShutdownHook(cutShort);
    boolean well = true;
    try {
      for (Script script : scripts) {
        well &= play(script);
      }
    } finally {
      close();
      Runtime.getRuntime().removeShutdownHook(cutShort);
    }
    return well;
  }

  private boolean play(Script script) throws Exception {
    System.out.println(script.name());
    Optional<String> broken;
    try (Play play = new Play(stage(), Scenario::tell)) {
      broken = play.play(script);
      play.leave();
    } catch (Exception | AssertionError e) {
      broken = Optional.of(e.toString());
    }
    if (broken.isPresent()) {
      System.err.println(broken.get() + stage().affairs());
      close();
    }
    System.out.println((broken.isEmpty() ? "PASS " : "FAIL ") + script.name());
    return broken.isEmpty();
  }

  private static void tell(String line) {
    System.out.println(line);
  }

  private Stage stage() throws Exception {
    if (open.isEmpty()) {
      open = Optional.of(Stage.openWithCuts(PRODUCTION));
    }
    return open.get();
  }

  private void close() {
    Optional<Stage> left = open;
    open = Optional.empty();
    try {
      if (left.isPresent()) {
        left.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("not all was removed", e);
    }
  }
}
