package herd.constellation;

import herd.fleet.local.RunAs;
import herd.fleet.provider.ProviderTrouble;
import herd.service.ConfigurationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command behind {@code ./herd}, which has found Java and Postgres and built the jar. */
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 64;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.getenv()));
  }

  /** The status to exit with. */
  static int run(List<String> arguments, Map<String, String> outside) {
    if (arguments.isEmpty()) {
      System.err.println("herd: name a command; ./herd help lists them");
      return USAGE;
    }
    try {
      Path standard = Path.of(outside.getOrDefault("HERD_ROOT", "")).resolve(".herd");
      Options options =
          Options.parse(arguments.subList(1, arguments.size()), standard.toAbsolutePath());
      if (arguments.getFirst().equals("up")) {
        return Up.run(options.noMoreThan(0), outside);
      }
      if (arguments.getFirst().equals("demo")) {
        return Demo.run(options.noMoreThan(0), outside);
      }
      System.out.println(done(arguments.getFirst(), options, outside));
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println("herd: " + e.getMessage());
      return USAGE;
    } catch (IllegalStateException | ProviderTrouble | ConfigurationError e) {
      System.err.println("herd: " + e.getMessage());
      return FAILED;
    } catch (Exception e) {
      System.err.println("herd: " + e + "; more is in the log");
      org.slf4j.LoggerFactory.getLogger(Main.class).error("failed", e);
      return FAILED;
    }
  }

  /** What acts on a constellation that is up, and says in a line what it did. */
  private static String done(String command, Options options, Map<String, String> outside)
      throws Exception {
    Folder folder = Folder.at(options.data(), RunAs.here(outside));
    if (!OneAtATime.isHeld(folder.lock()) || Files.notExists(folder.env())) {
      throw new IllegalStateException(
          "nothing is up on %s (or not yet ready); start it with ./herd up"
              .formatted(folder.root()));
    }
    Rehearsal rehearsal = new Rehearsal(folder, outside);
    return switch (command) {
      case "break" ->
          rehearsal.damage(options.noMoreThan(2).word(0, "a fault"), options.word(1, "a target"));
      case "heal" -> rehearsal.heal(options.noMoreThan(1).word(0, "a target"));
      case "cut" -> rehearsal.cut(options.noMoreThan(1).word(0, "a vantage"));
      case "mend" -> rehearsal.mend(options.noMoreThan(1).word(0, "a vantage"));
      default ->
          throw new IllegalArgumentException(
              "there is no command %s; ./herd help lists them".formatted(command));
    };
  }
}
