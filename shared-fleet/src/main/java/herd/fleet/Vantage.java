package herd.fleet;

/**
 * Where a look comes from: a name, usually a zone's, and the way its sockets go out. Every
 * observation names its vantage.
 */
public record Vantage(String name, Egress egress) {

  /** A vantage whose sockets leave this host as they are. */
  public static Vantage direct(String name) {
    return new Vantage(name, Egress.direct());
  }
}
