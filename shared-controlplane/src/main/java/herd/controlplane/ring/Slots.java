package herd.controlplane.ring;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many looks may be under way in each lane. Every lane has its guaranteed share, so a thousand
 * hanging hosts in one cannot starve the others. Not thread-safe by itself; guarded by its worker.
 */
final class Slots {

  private final Map<String, Integer> free = new LinkedHashMap<>();

  Slots(int total) {
    free.put("ha", Math.max(1, total / 4));
    free.put("failover", Math.max(1, total / 8));
    free.put("uncertain", Math.max(1, total / 4));
    free.put("ordinary", Math.max(1, total * 3 / 8));
  }

  /** Room in each lane that has any. */
  Map<String, Integer> room() {
    Map<String, Integer> room = new LinkedHashMap<>();
    free.forEach((lane, count) -> {
      if (count > 0) {
        room.put(lane, count);
      }
    });
    return room;
  }

  /** Whether some lane has no room. */
  boolean isFull() {
    return free.values().stream().anyMatch(count -> count <= 0);
  }

  void use(String lane) {
    free.merge(lane, -1, Integer::sum);
  }

  void giveBack(String lane) {
    free.merge(lane, 1, Integer::sum);
  }
}
