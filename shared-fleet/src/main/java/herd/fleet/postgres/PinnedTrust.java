package herd.fleet.postgres;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts one certificate, or what one authority signed for one name: no path building, so it costs
 * one signature check at most, and none for a certificate seen before. That the server holds the
 * key is checked by the handshake itself. Thread-safe.
 */
final class PinnedTrust extends X509ExtendedTrustManager {

  private final TlsTrust trust;
  private final X509Certificate anchor;
  private volatile @Nullable X509Certificate lastGood;

  PinnedTrust(TlsTrust trust, String pem) throws CertificateException {
    this.trust = trust;
    this.anchor = certificate(pem);
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    X509Certificate leaf = chain[0];
    leaf.checkValidity();
    X509Certificate known = lastGood;
    if (known != null && known.equals(leaf)) {
      return;
    }
    switch (trust) {
      case TlsTrust.None none -> throw new CertificateException("no certificate is trusted");
      case TlsTrust.Certificate exact -> {
        if (!leaf.equals(anchor)) {
          throw new CertificateException(
              "the server shows another certificate than the pinned one");
        }
      }
      case TlsTrust.Authority authority -> {
        signed(leaf);
        named(leaf, authority.name());
      }
    }
    lastGood = leaf;
  }

  private void signed(X509Certificate leaf) throws CertificateException {
    try {
      anchor.checkValidity();
      if (anchor.getBasicConstraints() < 0) {
        throw new CertificateException("the pinned authority is no authority");
      }
      leaf.verify(anchor.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the server's certificate is not of the pinned authority", e);
    }
  }

  private static void named(X509Certificate leaf, String name) throws CertificateException {
    var names = leaf.getSubjectAlternativeNames();
    if (names == null
        || names.stream().noneMatch(entry -> name.equalsIgnoreCase(String.valueOf(entry.get(1))))) {
      throw new CertificateException("the server's certificate is not for " + name);
    }
  }

  private static X509Certificate certificate(String pem) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only servers are judged here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only servers are judged here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only servers are judged here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return List.of(anchor).toArray(X509Certificate[]::new);
  }
}
