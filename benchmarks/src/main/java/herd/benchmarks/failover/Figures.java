package herd.benchmarks.failover;

import herd.benchmarks.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The trials as tables. */
final class Figures {

  private static final String OUTAGE =
      "The longest time between two acknowledged writes, in seconds, seen by customers at once that each write a row every 50 ms";
  private static final List<String> SPREAD = List.of("runs", "min", "median", "max");

  private Figures() {}

  /**
   * @param who the contender
   * @param load the load average when the losses began
   */
  record Played(String who, String load, List<Trial> trials) {

    List<Trial> of(Loss loss) {
      return trials.stream().filter(trial -> trial.loss() == loss).toList();
    }

    int acknowledged() {
      return trials.stream().mapToInt(Trial::acknowledged).sum();
    }

    int lost() {
      return trials.stream().mapToInt(Trial::lost).sum();
    }
  }

  static Table unloaded(Played played) {
    return new Table(
        "failover",
        OUTAGE
            + " over TLS and SCRAM: three over a multi-host URL (leader first), one over the one address of its config var. One premium-0 database; workers at three vantages, control plane, both servers and the clients on the same 2 cores; load average %s at the start. Before each loss the pair is GUARDED and the standby QUALIFIED."
                .formatted(played.load()),
        with(List.of("loss of the leader", "client"), SPREAD, List.of("goal")),
        byLossAndClient(Loss.OF_THE_LEADER, played));
  }

  static Table underLoad(Played played) {
    LongSummaryStatistics mebibytes =
        played.trials().stream()
            .flatMap(trial -> trial.standing().stream())
            .collect(Collectors.summarizingLong(bytes -> bytes >> 20));
    return new Table(
        "failover-load",
        "The same while a pgbench of four clients runs, which has just written more than 1 GiB of WAL (`pgbench -i -s %d`); premium-0's servers let up to 4 GiB of it stand before a checkpoint (`max_wal_size`). At the losses %,d to %,d MiB stood since the last one, %,d on average. Load average %s at the start."
            .formatted(
                Load.SCALE,
                mebibytes.getMin(),
                mebibytes.getMax(),
                Math.round(mebibytes.getAverage()),
                played.load()),
        with(List.of("loss of the leader", "client"), SPREAD, List.of("goal")),
        byLossAndClient(Loss.OF_THE_LEADER, played));
  }

  /** The leader is there; what customers feel of what happens beside it. */
  static Table besideTheLeader(Played idle, Played loaded) {
    List<List<String>> rows = new ArrayList<>();
    byLossAndClient(Loss.BESIDE_THE_LEADER, idle)
        .forEach(row -> rows.add(with(List.of("none"), row)));
    byLossAndClient(Loss.BESIDE_THE_LEADER, loaded)
        .forEach(row -> rows.add(with(List.of("pgbench"), row)));
    return new Table(
        "failover-changes",
        OUTAGE
            + ", as above, when the leader is not lost; once without other load and once while pgbench runs as above. Of %,d rows acknowledged %,d were lost. Load average %s at the start."
                .formatted(
                    idle.acknowledged() + loaded.acknowledged(),
                    idle.lost() + loaded.lost(),
                    idle.load()),
        with(List.of("load", "what happens", "client"), SPREAD, List.of("goal")),
        rows);
  }

  private static List<List<String>> byLossAndClient(List<Loss> losses, Played played) {
    List<List<String>> rows = new ArrayList<>();
    for (Loss loss : losses) {
      for (Client client : Client.values()) {
        List<Duration> all = outages(played.of(loss), client);
        rows.add(with(List.of(loss.words(), client.words()), spread(all), List.of(loss.goal())));
      }
    }
    return rows;
  }

  /** What others need for the same, and how many times as long as Herd that is. */
  static Table beside(Played herd, List<Played> others) {
    List<List<String>> rows = new ArrayList<>();
    for (Loss loss : Loss.OF_THE_LEADER) {
      for (Client client : Client.values()) {
        Spread ours = new Spread(outages(herd.of(loss), client));
        for (Played other : others) {
          List<Duration> all = outages(other.of(loss), client);
          if (!all.isEmpty()) {
            rows.add(
                with(
                    List.of(other.who(), loss.words(), client.words()),
                    spread(all),
                    List.of(new Spread(all).times(ours))));
          }
        }
      }
    }
    String rest =
        String.join(
            "; ",
            others.stream()
                .map(other ->
                    "%s: %,d rows acknowledged, %,d of them lost, load average %s at the start"
                        .formatted(other.who(), other.acknowledged(), other.lost(), other.load()))
                .toList());
    return new Table(
        "failover-beside",
        "The same losses by the same clients in the same run, after Herd's own processes had ended: Patroni as the distribution packages it, two members and one etcd on the same 2 cores, asynchronous as by default, without TLS and without a proxy. "
            + rest
            + ".",
        with(
            List.of("who", "loss of the leader", "client"),
            SPREAD,
            List.of("its median / Herd's median")),
        rows);
  }

  static Table books(List<Played> both) {
    List<List<String>> rows = new ArrayList<>();
    for (Played played : both) {
      for (Loss loss : Loss.OF_THE_LEADER) {
        List<Trial> those = played.of(loss);
        List<Course> courses = those.stream().map(Trial::course).flatMap(Optional::stream).toList();
        long promoted = courses.stream().filter(Course::promoted).count();
        boolean loaded = those.stream().anyMatch(Trial::loaded);
        rows.add(
            with(
                List.of(
                    loss.words() + (loaded ? ", under load" : ""),
                    "%d / %d".formatted(promoted, courses.size() - promoted)),
                spread(courses, Course::noticed),
                spread(courses, Course::mended),
                List.of(
                    "%,d".formatted(those.stream().mapToInt(Trial::acknowledged).sum()),
                    "%,d".formatted(those.stream().mapToInt(Trial::lost).sum()))));
      }
    }
    return new Table(
        "failover-books",
        "The same losses by Herd's own books, in seconds from the loss: until the pair left GUARDED, and until the standby was promoted or the old leader had been started again and committed. Rows are all clients' together.",
        List.of(
            "loss of the leader",
            "promoted / restarted",
            "noticed: min",
            "median",
            "max",
            "promoted or restarted: min",
            "median",
            "max",
            "rows acknowledged",
            "of them lost"),
        rows);
  }

  /**
   * @param floors the steps of Postgres's own programs, by name
   */
  static Table provisions(
      List<Provisions.Times> times, Map<String, List<Duration>> floors, String load) {
    List<List<String>> rows = new ArrayList<>();
    for (Provisions.Times plan : times) {
      rows.add(with(List.of(plan.plan() + ", until provisioned"), spread(plan.ready())));
      if (!plan.guarded().isEmpty()) {
        rows.add(
            with(List.of(plan.plan() + ", until its standby may lead"), spread(plan.guarded())));
      }
    }
    floors.forEach((step, taken) -> rows.add(with(List.of("floor: " + step), spread(taken))));
    return new Table(
        "provision",
        "Seconds from the customer's request to the marketplace, %d spare servers being up, one after the other; load average %s at the start. Floors are the same steps by Postgres's own programs alone, without Herd, in the same run."
            .formatted(Provisions.SPARES, load),
        with(List.of("what"), SPREAD),
        rows);
  }

  private static List<Duration> outages(List<Trial> trials, Client client) {
    return trials.stream()
        .map(trial -> Optional.ofNullable(trial.outages().get(client)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** How many there are, and their spread. */
  private static List<String> spread(List<Duration> all) {
    return with(List.of(Integer.toString(all.size())), new Spread(all).seconds());
  }

  private static List<String> spread(List<Course> courses, Function<Course, Duration> what) {
    return new Spread(courses.stream().map(what).toList()).seconds();
  }

  @SafeVarargs
  private static List<String> with(List<String>... parts) {
    List<String> cells = new ArrayList<>();
    for (List<String> part : parts) {
      cells.addAll(part);
    }
    return cells;
  }
}
