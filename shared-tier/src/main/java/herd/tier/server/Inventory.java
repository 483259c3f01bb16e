package herd.tier.server;

import herd.fleet.postgres.Rows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The databases and roles of Herd's naming on one server, as a look listed them.
 *
 * @param databases all names, in order
 * @param roles all names, in order
 */
record Inventory(SortedSet<String> databases, SortedSet<String> roles) {

  /** As many of each as an observation may name. */
  private static final int MOST = 200;

  /** The names in an observation: the first of each, for their numbers are told beside. */
  record Names(List<String> databases, List<String> roles) {}

  /**
   * @param rows the answer to {@link herd.fleet.tenant.TenantSql#INVENTORY}
   */
  static Inventory of(Rows rows) {
    SortedSet<String> databases = new TreeSet<>();
    SortedSet<String> roles = new TreeSet<>();
    for (var row : rows.values()) {
      String name = Optional.ofNullable(row.get(1)).orElse("");
      ("database".equals(row.get(0)) ? databases : roles).add(name);
    }
    return new Inventory(databases, roles);
  }

  Names names() {
    return new Names(databases.stream().limit(MOST).toList(), roles.stream().limit(MOST).toList());
  }

  /**
   * Those that stand for no resource of this server.
   *
   * @param known the hexadecimal parts of the names that may be there
   */
  SortedSet<String> strangers(Set<String> known) {
    SortedSet<String> strange = new TreeSet<>(databases);
    strange.addAll(roles);
    strange.removeIf(name -> known.contains(name.substring(1)));
    return strange;
  }
}
