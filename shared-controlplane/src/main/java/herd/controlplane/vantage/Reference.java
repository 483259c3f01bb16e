package herd.controlplane.vantage;

import herd.controlplane.ControlPlane;
import java.util.Optional;

/**
 * Something that can be seen from a vantage whenever the vantage sees at all: the control plane,
 * the vantage's own echo. When one cannot be seen, the eye is doubted, not what it looks at.
 */
public record Reference(String name, Probe probe) {

  /** Looks at the reference once. Called from any thread; interrupted when it takes too long. */
  @FunctionalInterface
  public interface Probe {
    /**
     * @return why it cannot be seen, if so; throwing says the same
     */
    Optional<String> whyNot() throws Exception;
  }

  /** The control plane, as this process reaches it. */
  public static Reference controlPlane(ControlPlane plane) {
    return new Reference(
        "control-plane",
        () -> {
          plane.dsl().fetchValue("select 1");
          return Optional.empty();
        });
  }
}
