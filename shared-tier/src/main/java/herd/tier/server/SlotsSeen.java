package herd.tier.server;

import herd.fleet.replication.SlotSeen;
import herd.tier.generated.tables.records.ServerRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The replication slots of one server, as one look saw them: what nobody reads keeps growing. */
record SlotsSeen(List<SlotSeen> all) {

  /** Slots of this beginning are Herd's, and bear the name of the server that streams through. */
  private static final String OURS = "herd_";

  /** Of the disk; Postgres lets a slot go at twice as much (max_slot_wal_keep_size). */
  private static final int PART_OF_DISK = 20;

  SortedSet<String> idle() {
    return all.stream()
        .filter(slot -> !slot.active())
        .map(SlotSeen::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  long mostBytes() {
    return all.stream().mapToLong(SlotSeen::retainedBytes).max().orElse(0);
  }

  /** Those that were idle before, too, and are nobody's or keep too much. */
  Set<String> growing(Servers servers, ServerRecord row, Optional<ServerFactsText> before) {
    Set<String> still = idle();
    still.retainAll(
        before.flatMap(ServerFactsText::idleSlots).<Set<String>>map(s -> s).orElse(Set.of()));
    return still.isEmpty() ? Set.of() : tooMuch(servers, row, still);
  }

  /** What may be dropped of what is idle now: the standby of a living server is made anew. */
  Set<String> droppable(Servers servers, ServerRecord row) {
    return tooMuch(servers, row, idle()).stream()
        .filter(name -> name.startsWith(OURS))
        .collect(Collectors.toSet());
  }

  private Set<String> tooMuch(Servers servers, ServerRecord row, Set<String> idle) {
    Set<String> ours =
        idle.stream().filter(name -> name.startsWith(OURS)).collect(Collectors.toSet());
    Set<String> wrong = new TreeSet<>(ours.isEmpty() ? Set.of() : servers.unclaimedSlots(ours));
    all.stream()
        .filter(slot -> idle.contains(slot.name()))
        .filter(slot -> slot.retainedBytes() > row.getDiskBytes() / PART_OF_DISK)
        .forEach(slot -> wrong.add(slot.name()));
    return wrong;
  }
}
