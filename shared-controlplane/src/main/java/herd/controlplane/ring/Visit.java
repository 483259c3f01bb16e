package herd.controlplane.ring;

import java.time.Instant;
import java.util.List;

/** One round of one member: made for it, used once, by one thread at a time. */
public interface Visit<A extends Enum<A>, V> {

  /**
   * The look from outside; the only part of a round that waits for anything. It should bound
   * itself; the loop ends it by interrupt when it does not. Throwing backs the member off and, the
   * third time in a row, opens think_failed.
   */
  Look look() throws Exception;

  /**
   * What the think block sees: a pure function of the look, of the observations recalled (newest
   * first, the present one not among them) and of the time by the control plane's clock.
   */
  V seen(Look look, List<Observation> recalled, Instant now);

  /** How to carry out an act the think block asked for. */
  Act act(A name);
}
