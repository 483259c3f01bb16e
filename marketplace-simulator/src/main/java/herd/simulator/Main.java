package herd.simulator;

/** {@code java -jar marketplace-simulator.jar}, configured by {@code HERD_…} variables alone. */
public final class Main {
  private static final int EX_CONFIG = 78;

  private Main() {}

  public static void main(String[] arguments) {
    // Not at the class path's root: whoever embeds the simulator brings a logback.xml of its own.
    System.getProperties().putIfAbsent("logback.configurationFile", "herd/simulator/logback.xml");
    SimulatorConfig config;
    try {
      config = new Environment(System.getenv()).config();
    } catch (Environment.Unusable e) {
      System.err.println(e.getMessage());
      System.exit(EX_CONFIG);
      return;
    }
    try {
      Simulator simulator = Simulator.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
      System.out.println("marketplace simulator at " + simulator.url());
    } catch (RuntimeException e) {
      System.err.println("the marketplace simulator did not start: " + e.getMessage());
      System.exit(1);
    }
  }
}
