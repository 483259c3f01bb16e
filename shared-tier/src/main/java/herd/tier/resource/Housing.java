package herd.tier.resource;

import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * How a tier finds its resources a place on servers. Every method is part of the caller's
 * transaction, so that room is reserved with the wish for it (SAFETY 22).
 */
public interface Housing {

  /** Whether a database of this tier can follow another one. */
  default boolean followers() {
    return false;
  }

  /** The major versions of Postgres a customer may choose from; empty when there is no choice. */
  default List<Integer> versions() {
    return List.of();
  }

  /**
   * Why nobody may follow a resource, as a customer should read it; empty when it can be followed.
   */
  default Optional<String> whyNotFollow(DSLContext in, ResourceRecord leader) {
    return Optional.empty();
  }

  /** What a tier keeps of a new resource besides its row; before it is placed. */
  default void admit(DSLContext in, ProvisionRequest request) {}

  /** Places a new resource; its server's id, or empty when there is no room yet. */
  Optional<UUID> reserve(DSLContext in, UUID resource, String region, Plan plan);

  /**
   * Makes room for another plan where a resource is.
   *
   * @return why that cannot be, as its customer should read it
   */
  Optional<String> resize(DSLContext in, ResourceRecord resource, Plan plan);

  /** Gives back what a destroyed resource took up. Doing it twice gives nothing back twice. */
  void giveBack(DSLContext in, UUID resource);
}
