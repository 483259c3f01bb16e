package herd.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A self-signed P-256 certificate for localhost and its key, in PEM files, made by openssl. */
public record KeyPair(Path certificate, Path key) {

  public static KeyPair make(Path folder) throws IOException, InterruptedException {
    KeyPair made = new KeyPair(folder.resolve("server.crt"), folder.resolve("server.key"));
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=localhost",
                    "-addext",
                    "subjectAltName=DNS:localhost",
                    "-keyout",
                    made.key.toString(),
                    "-out",
                    made.certificate.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (openssl.waitFor() != 0) {
      throw new IOException("openssl made no certificate: " + said);
    }
    return made;
  }

  /** The certificate's text. */
  public String pem() throws IOException {
    return Files.readString(certificate);
  }
}
