package herd.frontdoor;

import java.util.Optional;

/** Which service owns a database. */
@FunctionalInterface
public interface Owners {

  /**
   * The owning service's name ({@code starter-tier}, {@code production-tier}), by the database's
   * uuid or its name; empty when no such database is known.
   *
   * @throws OwnersUnavailable when nobody can be asked just now
   */
  Optional<String> ownerOf(String idOrName);

  /** The control plane does not answer. */
  final class OwnersUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OwnersUnavailable(Throwable cause) {
      super("the control plane does not answer", cause);
    }
  }
}
