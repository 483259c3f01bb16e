package herd.fleet.standin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The server's side of TLS, from a certificate and an EC key in PEM, as openssl writes them. */
final class StandInTls {

  private final SSLContext context;

  StandInTls(String certificatePem, String keyPem) {
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)));
      String key = keyPem.replaceAll("-----[^-]*-----", "");
      PrivateKey secret =
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", secret, new char[0], new Certificate[] {certificate});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), null, null);
      context.getServerSessionContext().setSessionCacheSize(1);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the stand-in's certificate or key is unreadable", e);
    }
  }

  Socket over(Socket raw) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
    tls.setUseClientMode(false);
    tls.startHandshake();
    return tls;
  }
}
