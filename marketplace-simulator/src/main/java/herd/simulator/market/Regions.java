package herd.simulator.market;

import java.util.Map;

/** The regions apps may be in, and what the provider is told. */
public final class Regions {
  public static final String DEFAULT = "us";

  public static final Map<String, String> ALL =
      Map.of(
          "us", "amazon-web-services::us-east-1",
          "eu", "amazon-web-services::eu-west-1");

  private Regions() {}
}
