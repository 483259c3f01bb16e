package herd.service;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A variable that is set and that nothing reads, beside the one that was probably meant.
 *
 * @param meant is read and is not set
 */
public record Misspelt(String name, String meant) {

  /** Two letters wrong, missing, too many; or two that changed places. */
  private static final int SLIPS = 2;

  static Optional<Misspelt> of(String name, Collection<String> unset) {
    return unset.stream()
        .filter(read -> slips(name, read) <= SLIPS)
        .min(Comparator.comparingInt(read -> slips(name, read)))
        .map(read -> new Misspelt(name, read));
  }

  /** Levenshtein's distance, by rows. */
  private static int slips(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int other = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(other, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
