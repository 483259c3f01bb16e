package herd.tier.server;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.postgres.Rows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private static final UUID SERVER = UUID.randomUUID();

  @Test
  void databasesAndRolesAreTakenApartAndWhoIsUnknownIsAStranger() {
    Inventory seen = seen("database,da", "role,da", "role,ua", "role,ub");
    assertThat(seen.databases()).containsExactly("da");
    assertThat(seen.roles()).containsExactly("da", "ua", "ub");
    assertThat(seen.strangers(Set.of("a"))).containsExactly("ub");
  }

  @Test
  void ofManyNamesTheFirstAreTold() {
    Inventory seen =
        seen(IntStream.range(1000, 1500).mapToObj(n -> "database,d" + n).toArray(String[]::new));
    assertThat(seen.names().databases()).hasSize(200).startsWith("d1000").endsWith("d1199");
    assertThat(seen.names().roles()).isEmpty();
  }

  @Test
  void namesAreToldAgainOnlyWhenTheyHaveChanged() {
    NamesTold told = new NamesTold();
    assertThat(told.isTurn(SERVER, seen("role,ua"))).isTrue();
    assertThat(told.isTurn(SERVER, seen("role,ua"))).isFalse();
    assertThat(told.isTurn(UUID.randomUUID(), seen("role,ua"))).isTrue();
    assertThat(told.isTurn(SERVER, seen("role,ua", "role,ub"))).isTrue();
  }

  private static Inventory seen(String... kindsAndNames) {
    return Inventory.of(
        new Rows(
            List.of("kind", "name"),
            List.of(kindsAndNames).stream().map(text -> List.of(text.split(","))).toList(),
            false,
            Optional.empty()));
  }
}
