package herd.benchmarks.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Writes scenarios by chance: any loss of a leader, with up to two zones' workers killed, stalled
 * or cut off at any moment around it. The same seed writes the same scenario; what the machine
 * makes of it is another matter. A round that fails is played again by its text.
 */
final class Dice {

  private static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");

  /** When the leader is lost, so that trouble can come before. */
  private static final int MOMENT = 2000;

  private record Event(int millis, String line) {}

  private final long seed;
  private final Random random;
  private final String name;
  private final List<Event> events = new ArrayList<>();

  private Dice(String kind, long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.name = kind + " " + seed;
  }

  /**
   * A leader is lost, and workers with it.
   *
   * @param networks whether it may be lost to others than its customers, too
   * @param disks whether its disk may be full, or stall
   */
  static Script failover(long seed, boolean networks, boolean disks) {
    Dice dice = new Dice("failover", seed);
    if (networks && dice.random.nextInt(5) == 0) {
      dice.cut();
    } else if (disks && dice.random.nextInt(5) == 0) {
      dice.disk();
    } else {
      dice.loss();
    }
    dice.trouble();
    if (networks && dice.random.nextInt(6) == 0) {
      dice.at(-1, "take all connections of the leader");
      dice.at(MOMENT + 20_000, "give back the connections of the old leader");
    }
    return dice.script(
        "expect a guarded leader within 400 s",
        "expect writes",
        "expect nothing lost",
        "expect one leader");
  }

  /** The leader hangs, and whatever would make sure of it fails as long as it hangs. */
  static Script unfenced(long seed) {
    Dice dice = new Dice("unfenced", seed);
    dice.trouble();
    dice.at(0, "jam the fence of the standby");
    dice.at(0, "refuse to stop the leader");
    int length = dice.between(5000, 15000);
    dice.at(MOMENT, "freeze the leader");
    dice.at(MOMENT + length, "expect no failover");
    dice.at(MOMENT + length, "wake the old leader");
    dice.at(MOMENT + length, "free the fence of the old standby");
    dice.at(MOMENT + length + 1, "heal the old leader");
    return dice.script(
        "expect a guarded leader within 400 s",
        "expect writes",
        "expect nothing lost",
        "expect one leader");
  }

  /**
   * Nothing is wrong with the database; who looks after it has trouble.
   *
   * @param most of its milliseconds
   */
  static Script quiet(long seed, int most) {
    Dice dice = new Dice("quiet", seed);
    dice.at(0, "expect rest within 300 s");
    String zone = ZONES.get(dice.random.nextInt(ZONES.size()));
    int length = dice.between(1000, most);
    switch ((int) Math.floorMod(seed, 3L)) {
      case 0 -> dice.forAWhile(0, length, "cut " + zone, "mend " + zone);
      case 1 -> dice.forAWhile(0, length, "stall worker " + zone, "wake worker " + zone);
      default -> dice.forAWhile(0, length, "stop the control plane", "start the control plane");
    }
    return dice.script(
        "expect a guarded leader within 120 s",
        "expect writes",
        "expect no failover",
        "expect no incident",
        "expect nothing lost",
        "expect one leader");
  }

  /** Ten seeds in a row lose a leader in every way. */
  private void loss() {
    switch ((int) Math.floorMod(seed, 10L)) {
      case 0, 1 -> at(MOMENT, "lose the leader");
      case 2, 9 -> at(MOMENT, "kill postgres of the leader");
      case 3 -> {
        at(MOMENT, "switch over");
        int frozen = MOMENT + between(0, 1500);
        forAWhile(frozen, between(3000, 9000), "freeze the leader", "wake the old leader");
      }
      case 4 -> at(MOMENT, "freeze the leader"); // its provider stops it in the end
      case 5 -> forAWhile(MOMENT, between(300, 9000), "freeze the leader", "wake the old leader");
      case 6 -> {
        at(MOMENT - 500, "break ssh of the leader");
        at(MOMENT, random.nextBoolean() ? "freeze the leader" : "kill postgres of the leader");
        at(MOMENT + between(4000, 12000), "heal the old leader");
      }
      case 7 -> at(MOMENT, "switch over");
      default -> {
        int frozen = MOMENT - between(0, 4000) / 2;
        forAWhile(frozen, between(500, 8000), "freeze the standby", "wake the old standby");
        at(MOMENT, "kill postgres of the leader");
      }
    }
  }

  /** Its customers reach the leader all the while. */
  private void cut() {
    int length = between(500, 15000);
    int kind = random.nextInt(4);
    boolean stops = random.nextBoolean();
    if (!stops) {
      at(0, "refuse to stop the leader");
    }
    if (kind != 0) {
      at(MOMENT, "cut the leader off from other servers");
    }
    if (kind != 1) {
      at(MOMENT, "cut the leader off from Herd");
    }
    at(MOMENT + length, "mend the network of the old leader");
    if (!stops) {
      at(MOMENT + length, "heal the old leader");
    }
  }

  /** Postgres answers all the while. */
  private void disk() {
    int length = between(500, 15000);
    if (random.nextInt(3) == 0) {
      forAWhile(MOMENT, length, "fill the disk of the leader", "heal the old leader");
    } else {
      forAWhile(MOMENT, length, "stall the disk of the leader", "wake the disk of the old leader");
    }
  }

  private void trouble() {
    List<String> zones = new ArrayList<>(ZONES);
    Collections.shuffle(zones, random);
    for (String zone : zones.subList(0, random.nextInt(3))) {
      int from = between(0, MOMENT + 4000);
      int length = between(300, 6000);
      switch (random.nextInt(3)) {
        case 0 -> forAWhile(from, length, "kill worker " + zone, "start worker " + zone);
        case 1 -> forAWhile(from, length, "stall worker " + zone, "wake worker " + zone);
        default -> forAWhile(from, length, "cut " + zone, "mend " + zone);
      }
    }
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least);
  }

  private void at(int millis, String line) {
    events.add(new Event(millis, line));
  }

  private void forAWhile(int from, int length, String begin, String end) {
    at(from, begin);
    at(from + length, end);
  }

  private Script script(String... claims) {
    events.sort(Comparator.comparingInt(Event::millis));
    List<String> lines = new ArrayList<>();
    int now = 0;
    for (Event event : events) {
      if (event.millis() > now) {
        lines.add(String.format(Locale.ROOT, "wait %.3f s", (event.millis() - now) / 1e3));
        now = event.millis();
      }
      lines.add(event.line());
    }
    lines.addAll(List.of(claims));
    return Script.of(name, lines);
  }
}
