package herd.service;

import herd.service.http.SignalsServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The main of every service: {@code java -jar starter-tier-service.jar web resource-feeler=4} runs
 * any mix of its process types in one JVM. SIGTERM and Ctrl-C drain: nothing new is taken, what
 * runs is finished, within {@link RunningService#DRAIN_LIMIT}.
 */
public final class ServiceMain {

  /** sysexits.h: the command was used incorrectly. */
  public static final int USAGE = 64;

  /** sysexits.h: something was found in an unconfigured or misconfigured state. */
  public static final int CONFIGURATION = 78;

  private static final int FAILED = 1;

  private ServiceMain() {}

  /**
   * Runs what the arguments name. Returns at once, with an exit code, when there is nothing to keep
   * running; otherwise the JVM ends by a signal and this never returns.
   */
  public static int run(ServiceDefinition definition, String[] args, Map<String, String> variables)
      throws InterruptedException {
    if (args.length == 0) {
      System.err.print(usage(definition));
      return USAGE;
    }
    List<Choice> choices;
    try {
      choices = Choice.parse(definition, List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return USAGE;
    }
    System.setProperty("herd.service", definition.name());
    ServiceContext context = new ServiceContext(definition.name(), new Environment(variables));
    RunningService service;
    try {
      service = start(context, choices);
    } catch (ConfigurationError e) {
      System.err.println(e.getMessage());
      return CONFIGURATION;
    } catch (Exception e) {
      context.logger().atError().setCause(e).log("could not start");
      return FAILED;
    }
    if (service.isOver()) {
      service.close();
      return 0;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "drain"));
    new CountDownLatch(1).await();
    return 0;
  }

  private static RunningService start(ServiceContext context, List<Choice> choices)
      throws Exception {
    RunningService service = RunningService.start(context, choices);
    try {
      if (!service.isOver()) {
        context.shared(SignalsServer.class, SignalsServer::open);
      }
      for (Misspelt one : context.environment().misspelt()) {
        context
            .logger()
            .atWarn()
            .addKeyValue("variable", one.name())
            .addKeyValue("meant", one.meant())
            .log("nothing reads this variable; perhaps it is misspelt");
      }
      return service;
    } catch (Exception e) {
      service.close();
      throw e;
    }
  }

  static String usage(ServiceDefinition definition) {
    StringBuilder text = new StringBuilder();
    text.append("Name the process types to run, for example: ")
        .append(definition.processTypes().getFirst().name())
        .append('\n');
    for (ProcessType type : definition.processTypes()) {
      String what =
          switch (type) {
            case ProcessType.Release _ -> "runs once and exits";
            case ProcessType.Web _ -> "serves HTTP";
            case ProcessType.Ring _ -> "drains a ring (=N for N copies)";
          };
      text.append("  %-24s %s%n".formatted(type.name(), what));
    }
    return text.toString();
  }
}
