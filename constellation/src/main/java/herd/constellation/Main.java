package herd.constellation;

import herd.fleet.provider.ProviderTrouble;
import herd.service.ConfigurationError;
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

  private static int run(List<String> arguments, Map<String, String> outside) {
    if (arguments.isEmpty()) {
      System.err.println("herd: name a command; ./herd help lists them");
      return USAGE;
    }
    try {
      Path standard = Path.of(outside.getOrDefault("HERD_ROOT", "")).resolve(".herd");
      Options options =
          Options.parse(arguments.subList(1, arguments.size()), standard.toAbsolutePath());
      return switch (arguments.getFirst()) {
        case "up" -> Up.run(options, outside);
        default ->
            throw new IllegalArgumentException(
                "there is no command %s; ./herd help lists them".formatted(arguments.getFirst()));
      };
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
}
