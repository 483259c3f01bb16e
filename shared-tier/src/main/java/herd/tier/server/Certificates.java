package herd.tier.server;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** What a server's own certificate says. */
final class Certificates {

  private Certificates() {}

  static Instant until(String pem) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      return certificate.getNotAfter().toInstant();
    } catch (CertificateException e) {
      throw new IllegalStateException("the books hold no certificate for this server", e);
    }
  }
}
