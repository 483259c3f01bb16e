package herd.controlplane.ring;

import java.util.List;

/**
 * Something done to the outside, by name, under leases. It can be run twice, checks its
 * precondition in the same command on the server, and reports nothing back: the next look judges.
 */
public interface Act {

  /** What must be leased while it runs. */
  List<Claim> claims();

  /**
   * Does it.
   *
   * @return a sentence for the trail, without secrets
   * @throws Exception when it did not come off; the message goes to the trail
   */
  String run(Token token) throws Exception;

  /** An act on our own books only, which needs no lease. */
  static Act ofBooks(Deed deed) {
    return new Act() {
      @Override
      public List<Claim> claims() {
        return List.of();
      }

      @Override
      public String run(Token token) throws Exception {
        return deed.run();
      }
    };
  }

  /** An act under leases. */
  static Act under(List<Claim> claims, Leased leased) {
    return new Act() {
      @Override
      public List<Claim> claims() {
        return claims;
      }

      @Override
      public String run(Token token) throws Exception {
        return leased.run(token);
      }
    };
  }

  /** What is done without a lease. */
  interface Deed {
    String run() throws Exception;
  }

  /** What is done under a lease. */
  interface Leased {
    String run(Token token) throws Exception;
  }
}
