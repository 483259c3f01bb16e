package herd.fleet.act;

/**
 * The server has seen a higher token: our lease is over, somebody else acts now. Nothing was done.
 */
public final class StaleToken extends RuntimeException {
  public StaleToken(String message) {
    super(message);
  }
}
