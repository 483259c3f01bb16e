package herd.controlplane.ring;

import java.util.UUID;

/**
 * A subject an act wants to change: alone, or side by side with others that share it (SAFETY 3).
 *
 * @param rank a claim takes a lease of lower rank over; the token sees to it that the old holder
 *     can do no more
 */
public record Claim(UUID subject, boolean shared, int rank) {

  /** The rank of ordinary work. */
  public static final int ORDINARY = 0;

  /** The rank of a failover, before which a restart yields. */
  public static final int FAILOVER = 10;

  public static Claim alone(UUID subject) {
    return new Claim(subject, false, ORDINARY);
  }

  public static Claim together(UUID subject) {
    return new Claim(subject, true, ORDINARY);
  }
}
