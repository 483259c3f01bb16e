package herd.fleet.postgres;

import herd.fleet.BlindException;
import herd.fleet.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/**
 * A look ended early, with its outcome already judged. Cheap to throw: the outcome and the step say
 * all there is.
 */
final class LookFailed extends Exception {

  private final Outcome outcome;

  private LookFailed(Outcome outcome, String detail) {
    super(detail, null, false, false);
    this.outcome = outcome;
  }

  static LookFailed of(Outcome outcome, String detail) {
    return new LookFailed(outcome, detail);
  }

  /** Judges what a socket or TLS said while doing {@code step}. */
  static LookFailed judge(IOException e, String step) {
    Outcome outcome =
        switch (e) {
          case BlindException blind -> Outcome.BLIND;
          case ConnectException refused -> Outcome.REFUSED;
          case NoRouteToHostException silent -> Outcome.TIMED_OUT;
          case SocketTimeoutException late -> Outcome.TIMED_OUT;
          case SSLException tls when hungUp(tls) -> Outcome.RESET;
          case SSLException tls -> Outcome.TLS_BAD;
          case EOFException end -> Outcome.RESET;
          case SocketException reset -> Outcome.RESET;
          default -> Outcome.BLIND;
        };
    return new LookFailed(outcome, step + ": " + SafeText.of(e));
  }

  /** A connection lost inside the handshake says nothing about keys. */
  private static boolean hungUp(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException || cause instanceof SocketException) {
        return true;
      }
    }
    return false;
  }

  Outcome outcome() {
    return outcome;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
