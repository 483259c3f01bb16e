package herd.fleet.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import herd.fleet.BlindException;
import herd.fleet.Vantage;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

/**
 * Reads JSch's exceptions once, here: it tells most of its failures apart by their message only.
 */
final class Troubles {
  private Troubles() {}

  static SshTrouble atLogin(Vantage vantage, SshTarget target, JSchException e) {
    return new SshTrouble(kind(e), vantage.name(), target, "no login: " + words(e), e);
  }

  static SshTrouble onSession(Vantage vantage, SshTarget target, JSchException e) {
    return new SshTrouble(kind(e), vantage.name(), target, "no channel: " + words(e), e);
  }

  private static SshTrouble.Kind kind(JSchException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      switch (at) {
        case BlindException _ -> {
          return SshTrouble.Kind.BLIND;
        }
        case SocketTimeoutException _, NoRouteToHostException _ -> {
          return SshTrouble.Kind.TIMED_OUT;
        }
        case ConnectException _ -> {
          return SshTrouble.Kind.REFUSED;
        }
        case JSchHostKeyException _ -> {
          return SshTrouble.Kind.HOST_KEY_CHANGED;
        }
        case JSchAlgoNegoFailException nego when nego.getAlgorithmName().contains("host_key") -> {
          return SshTrouble.Kind.HOST_KEY_CHANGED; // it no longer has a key of the pinned type
        }
        default -> {}
      }
    }
    String words = words(e);
    if (words.contains("Auth fail")
        || words.contains("authentication")
        || words.contains("Auth cancel")
        || words.contains("USERAUTH")) {
      return SshTrouble.Kind.AUTH_REFUSED;
    }
    if (words.contains("timeout") || words.contains("timed out")) {
      return SshTrouble.Kind.TIMED_OUT;
    }
    return SshTrouble.Kind.RESET;
  }

  private static String words(Throwable e) {
    return String.valueOf(e.getMessage());
  }
}
