package herd.fleet.tenant;

import java.util.UUID;

/**
 * The names of a tenant's database and roles, derived from the resource's id and from nothing a
 * customer said (SAFETY 4).
 *
 * @param database {@code d…}; a role of the same name, which cannot log in, opens the door to it in
 *     pg_hba.conf
 * @param login {@code u…}, the customer's user
 */
public record TenantNames(String database, String login) {
  public static TenantNames of(UUID resource) {
    String hex = resource.toString().replace("-", "");
    return new TenantNames("d" + hex, "u" + hex);
  }

  /**
   * The same by the database's name: a copied cluster has those of the resource it was copied from.
   */
  public static TenantNames ofDatabase(String database) {
    return new TenantNames(database, "u" + database.substring(1));
  }
}
