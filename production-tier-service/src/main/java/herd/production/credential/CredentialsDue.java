package herd.production.credential;

import herd.fleet.tenant.TenantLogin.Fate;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.resource.Grant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is due for the credentials of one database. */
public final class CredentialsDue {
  private CredentialsDue() {}

  /** What the resource's machine may have to ask for. */
  public enum Due {
    NOTHING,
    APPLY,
    TELL
  }

  /**
   * How an old login leaves now: it is cut when that was asked for, else it leaves when nobody uses
   * it and apps had their time; never before the platform knows the one in its place.
   */
  static Optional<Fate> leaving(ResourceRecord row, Credential one) {
    boolean known = one.told() || !Grant.isTold(row);
    return one.old().isEmpty()
        ? Optional.empty()
        : one.forced() && known
            ? Optional.of(Fate.CUT)
            : one.told() && one.ripe() ? Optional.of(Fate.LEAVE) : Optional.empty();
  }

  /**
   * @param sessions of each login, if this look counted them
   */
  public static Due due(
      ResourceRecord row, List<Credential> all, Optional<Map<String, Integer>> sessions) {
    boolean apply = all.stream().anyMatch(one -> one.due() || leaves(row, one, sessions));
    return apply ? Due.APPLY : toTell(row, all).isPresent() ? Due.TELL : Due.NOTHING;
  }

  private static boolean leaves(
      ResourceRecord row, Credential one, Optional<Map<String, Integer>> sessions) {
    return leaving(row, one)
        .filter(fate ->
            fate == Fate.CUT
                || sessions
                    .filter(count -> count.getOrDefault(one.otherLogin(), 0) == 0)
                    .isPresent())
        .isPresent();
  }

  /** Whose URL the platform does not know; the default's is told as the resource's own. */
  public static Optional<Credential> toTell(ResourceRecord row, List<Credential> all) {
    return all.stream()
        .filter(_ -> Grant.isTold(row))
        .filter(one -> !one.isDefault() && !one.due() && (!one.told() || !one.wanted()))
        .findFirst();
  }
}
