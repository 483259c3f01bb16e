package herd.fleet.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import java.util.Base64;

/** The one host key a target may show. Nothing is ever learned. */
record PinnedKey(SshTarget target) implements HostKeyRepository {
  @Override
  public int check(String host, byte[] key) {
    return Base64.getEncoder().encodeToString(key).equals(target.hostKeyData()) ? OK : CHANGED;
  }

  @Override
  public void add(HostKey hostkey, UserInfo ui) {
    throw new UnsupportedOperationException("host keys are pinned");
  }

  @Override
  public void remove(String host, String type) {
    throw new UnsupportedOperationException("host keys are pinned");
  }

  @Override
  public void remove(String host, String type, byte[] key) {
    throw new UnsupportedOperationException("host keys are pinned");
  }

  @Override
  public String getKnownHostsRepositoryID() {
    return "pinned";
  }

  @Override
  public HostKey[] getHostKey() {
    return new HostKey[0];
  }

  @Override
  public HostKey[] getHostKey(String host, String type) {
    return new HostKey[0];
  }
}
