package herd.fleet;

import java.io.IOException;

/** We could not look, and the fault is on our side: it must never speak against the server. */
public final class BlindException extends IOException {

  public BlindException(String message) {
    super(message);
  }

  public BlindException(String message, Throwable cause) {
    super(message, cause);
  }
}
