package herd.fleet.postgres;

import herd.fleet.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Puts TLS 1.3 over a connected socket. The choices are the cheapest the standard has everyone
 * speak (RFC 8446 section 9.1): AES-128-GCM with SHA-256 and P-256, for which the JDK has
 * intrinsics; one key share is made instead of two. A context is kept per trust, because making one
 * costs more than using it. Thread-safe.
 */
final class TlsLayer {

  private static final int KEPT = 20_000;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Map<TlsTrust, SSLContext> CONTEXTS = new Recent();

  private TlsLayer() {}

  /**
   * Shakes hands; the given socket stays the one to close, for closing TLS itself may block on a
   * silent peer.
   */
  static SSLSocket over(Socket raw, String host, int port, TlsTrust trust, String pem)
      throws IOException, LookFailed {
    SSLContext context = context(trust, pem);
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, host, port, true);
    SSLParameters cheap = new SSLParameters();
    cheap.setProtocols(new String[] {"TLSv1.3"});
    cheap.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
    cheap.setNamedGroups(new String[] {"secp256r1"});
    tls.setSSLParameters(cheap);
    tls.startHandshake();
    return tls;
  }

  private static SSLContext context(TlsTrust trust, String pem) throws LookFailed {
    synchronized (CONTEXTS) {
      SSLContext known = CONTEXTS.get(trust);
      if (known != null) {
        return known;
      }
    }
    try {
      SSLContext made = SSLContext.getInstance("TLSv1.3");
      made.init(null, new TrustManager[] {new PinnedTrust(trust, pem)}, RANDOM);
      made.getClientSessionContext().setSessionCacheSize(1);
      synchronized (CONTEXTS) {
        CONTEXTS.put(trust, made);
      }
      return made;
    } catch (GeneralSecurityException e) {
      throw LookFailed.of(Outcome.BLIND, "the pinned certificate is unreadable: " + SafeText.of(e));
    }
  }

  private static final class Recent extends LinkedHashMap<TlsTrust, SSLContext> {
    private Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<TlsTrust, SSLContext> eldest) {
      return size() > KEPT;
    }
  }
}
