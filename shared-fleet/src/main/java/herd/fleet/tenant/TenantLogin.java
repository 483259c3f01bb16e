package herd.fleet.tenant;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is to become of one login of a tenant's.
 *
 * @param role derived from the resource's id, and from nothing a customer said
 * @param owner the role it is a member of, to which everything it makes belongs; itself for a
 *     tenant's first login
 * @param verifier its password's SCRAM verifier, where it may come in
 */
public record TenantLogin(Fate fate, String role, String owner, Optional<String> verifier) {

  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9+/=$:-]+");

  /** What is to become of it. */
  public enum Fate {
    /** It may come in. */
    LOGIN,
    /** It may not, once it has no session. */
    LEAVE,
    /** It may not, and its sessions end. */
    CUT,
    /** It is not there any more, and its owner neither. */
    DROP
  }

  public TenantLogin {
    if (!ROLE.matcher(role).matches() || !ROLE.matcher(owner).matches()) {
      throw new IllegalArgumentException("not the name of a role");
    }
    if ((fate == Fate.LOGIN) != verifier.filter(v -> VERIFIER.matcher(v).matches()).isPresent()) {
      throw new IllegalArgumentException("a verifier is what a login needs, and nothing else");
    }
  }

  public static TenantLogin in(String role, String owner, String verifier) {
    return new TenantLogin(Fate.LOGIN, role, owner, Optional.of(verifier));
  }

  public static TenantLogin out(Fate fate, String role, String owner) {
    return new TenantLogin(fate, role, owner, Optional.empty());
  }

  String line() {
    return "%s %s %s %s\n"
        .formatted(fate.name().toLowerCase(Locale.ROOT), role, owner, verifier.orElse(""));
  }
}
