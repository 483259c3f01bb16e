package herd.fleet.postgres;

/**
 * How the server at the other end is known. A mismatch is {@code TLS_BAD}; there is no way to
 * encrypt without knowing whom one talks to.
 */
public sealed interface TlsTrust {

  /** No TLS at all: for loopback and for networks that encrypt by themselves. */
  record None() implements TlsTrust {}

  /**
   * The server's own certificate, compared byte by byte.
   *
   * @param pem one certificate
   */
  record Certificate(String pem) implements TlsTrust {}

  /**
   * Any certificate an authority of ours signed for this name.
   *
   * @param pem the authority's certificate, a direct issuer of the server's
   * @param name the DNS name or address that must stand in the certificate's subject alternative
   *     names
   */
  record Authority(String pem, String name) implements TlsTrust {}

  static TlsTrust none() {
    return new None();
  }

  static TlsTrust certificate(String pem) {
    return new Certificate(pem);
  }

  static TlsTrust authority(String pem, String name) {
    return new Authority(pem, name);
  }
}
