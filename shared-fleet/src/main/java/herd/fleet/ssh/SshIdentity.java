package herd.fleet.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A key pair Herd logs in with, or a server proves itself by. Immutable; never shows its private
 * part.
 */
public final class SshIdentity {
  private final byte[] privateKey;
  private final String publicLine;

  private SshIdentity(byte[] privateKey, String publicLine) {
    this.privateKey = privateKey;
    this.publicLine = publicLine;
  }

  /** A new Ed25519 pair. */
  public static SshIdentity generate() {
    try {
      KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
      ByteArrayOutputStream key = new ByteArrayOutputStream();
      pair.writeOpenSSHv1PrivateKey(key, null);
      return new SshIdentity(key.toByteArray(), line(pair));
    } catch (JSchException e) {
      throw new IllegalStateException("this JDK cannot make an Ed25519 key", e);
    }
  }

  /**
   * @param privateKey an unencrypted private key as OpenSSH writes it
   * @throws IllegalArgumentException when it is not one (the message does not quote it)
   */
  public static SshIdentity of(byte[] privateKey) {
    try {
      KeyPair pair = KeyPair.load(new JSch(), privateKey, null);
      return new SshIdentity(privateKey.clone(), line(pair));
    } catch (JSchException e) {
      throw new IllegalArgumentException("not an unencrypted OpenSSH private key");
    }
  }

  /** The private key in OpenSSH's format: a secret. */
  public byte[] privateKey() {
    return privateKey.clone();
  }

  /** The public half as one line, {@code ssh-ed25519 AAAA…}: for authorized_keys, or to pin. */
  public String publicLine() {
    return publicLine;
  }

  @Override
  public String toString() {
    return "SshIdentity[" + publicLine + "]";
  }

  private static String line(KeyPair pair) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pair.writePublicKey(out, "");
    return out.toString(StandardCharsets.US_ASCII).strip();
  }
}
