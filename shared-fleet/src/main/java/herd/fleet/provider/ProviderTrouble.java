package herd.fleet.provider;

/** A provider could not do what it was asked; the message says what, to which machine, and why. */
public final class ProviderTrouble extends RuntimeException {
  public ProviderTrouble(String message) {
    super(message);
  }

  public ProviderTrouble(String message, Throwable cause) {
    super(message, cause);
  }
}
