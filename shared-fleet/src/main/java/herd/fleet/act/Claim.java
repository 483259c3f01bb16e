package herd.fleet.act;

import java.util.regex.Pattern;

/**
 * The proof that one may act on a subject: the fencing token of its lease (SAFETY 1, 3, 5).
 *
 * @param subject the leased thing, by its id; it names a file on the server
 * @param generation the control plane's generation, which rises with any restore
 * @param number the lease's token within that generation
 * @param shared a shared lease: work on one tenant of a server beside work on another
 */
public record Claim(String subject, int generation, long number, boolean shared) {
  private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  public Claim {
    if (!SUBJECT.matcher(subject).matches() || generation < 0 || number < 0) {
      throw new IllegalArgumentException(
          "not a claim: subject %s, token %d.%d".formatted(subject, generation, number));
    }
  }

  public static Claim exclusive(String subject, int generation, long number) {
    return new Claim(subject, generation, number, false);
  }

  public static Claim shared(String subject, int generation, long number) {
    return new Claim(subject, generation, number, true);
  }

  String text() {
    return "%s:%d:%d:%s".formatted(subject, generation, number, shared ? "s" : "x");
  }
}
