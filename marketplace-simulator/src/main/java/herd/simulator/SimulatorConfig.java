package herd.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Everything a simulator is started with.
 *
 * @param host the address to bind; loopback unless somebody chose otherwise
 * @param port 0 for any free one
 * @param publicUrl how others reach this listener; absent: by the bound address
 * @param stateFile where the state lives; absent: in memory only
 * @param frontDoor base URL of the provider: provisions go to {@code <base>/heroku/resources}, data
 *     paths pass through to it unchanged
 */
public record SimulatorConfig(
    String host,
    int port,
    Optional<URI> publicUrl,
    Optional<Path> stateFile,
    URI frontDoor,
    Manifest manifest,
    List<Customer> customers,
    Catalog catalog,
    Timing timing,
    InstantSource clock) {

  public SimulatorConfig {
    customers = List.copyOf(customers);
    publicUrl = publicUrl.map(SimulatorConfig::trimmed);
    frontDoor = trimmed(frontDoor);
  }

  /** On loopback, with the built-in plans, documented times and the system's clock. */
  public static SimulatorConfig onLoopback(
      int port,
      Optional<Path> stateFile,
      URI frontDoor,
      Manifest manifest,
      List<Customer> customers) {
    return new SimulatorConfig(
        "127.0.0.1",
        port,
        Optional.empty(),
        stateFile,
        frontDoor,
        manifest,
        customers,
        Catalog.standard(),
        Timing.documented(),
        InstantSource.system());
  }

  public SimulatorConfig with(Timing other) {
    return new SimulatorConfig(
        host, port, publicUrl, stateFile, frontDoor, manifest, customers, catalog, other, clock);
  }

  public SimulatorConfig with(InstantSource other) {
    return new SimulatorConfig(
        host, port, publicUrl, stateFile, frontDoor, manifest, customers, catalog, timing, other);
  }

  /** Where the provider's resources are (the manifest's base_url). */
  public URI resources() {
    return URI.create(frontDoor + "/heroku/resources");
  }

  /** Where a customer's browser signs on (the manifest's sso_url). */
  public URI singleSignOn() {
    return URI.create(frontDoor + "/sso/login");
  }

  private static URI trimmed(URI base) {
    String text = base.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
  }
}
