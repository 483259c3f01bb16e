package herd.service.http;

import herd.service.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The one user and password of calls between a platform and us (the add-on's id and password). */
public record BasicCredentials(String user, Secret password) {

  public BasicCredentials {
    if (user.isEmpty() || password.reveal().isEmpty()) {
      throw new IllegalArgumentException("neither user nor password may be empty");
    }
  }

  public boolean matches(Credentials given) {
    if (!(given instanceof Credentials.Basic basic)) {
      return false;
    }
    // Both are always compared: the time does not tell which of them was wrong.
    boolean sameUser = ConstantTime.equal(user, basic.user());
    boolean samePassword = ConstantTime.equal(password.reveal(), basic.password());
    return sameUser && samePassword;
  }

  /** As an {@code Authorization} header of ours says them (RFC 7617). */
  public String header() {
    byte[] text = (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(text);
  }
}
