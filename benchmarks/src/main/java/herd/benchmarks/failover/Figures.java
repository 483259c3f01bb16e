package herd.benchmarks.failover;

import herd.benchmarks.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The trials as tables.
 *
 * @param atLosses the load average when the losses began
 * @param atProvisions and when the provisions began
 */
record Figures(String atLosses, String atProvisions) {

  Table outages(List<Trial> trials) {
    List<List<String>> rows = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      for (Client client : Client.values()) {
        List<Trial> those = of(trials, loss);
        rows.add(
            row(
                List.of(loss.words(), client.words(), Integer.toString(those.size())),
                spread(those, trial -> trial.outages().get(client)),
                List.of(loss.goal())));
      }
    }
    return new Table(
        "failover",
        "The longest time between two acknowledged writes, in seconds, seen by three clients at once that each write a row every 50 ms over a multi-host URL (leader first), TLS and SCRAM. One premium-0 database; workers at three vantages, control plane, both servers and the clients on the same 2 cores; load average %s at the start. Before each loss the pair is GUARDED and the standby QUALIFIED."
            .formatted(atLosses),
        List.of("loss of the leader", "client", "runs", "min", "median", "max", "goal"),
        rows);
  }

  Table books(List<Trial> trials) {
    List<List<String>> rows = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      List<Trial> those = of(trials, loss);
      long promoted = those.stream().filter(Trial::promoted).count();
      rows.add(
          row(
              List.of(loss.words(), "%d / %d".formatted(promoted, those.size() - promoted)),
              spread(those, Trial::noticed),
              spread(those, Trial::mended),
              List.of(
                  "%,d".formatted(those.stream().mapToInt(Trial::acknowledged).sum()),
                  "%,d".formatted(those.stream().mapToInt(Trial::lost).sum()))));
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

  Table provisions(List<Provisions.Times> times) {
    List<List<String>> rows = new ArrayList<>();
    for (Provisions.Times plan : times) {
      rows.add(provisioned(plan.plan() + ", until provisioned", plan.ready()));
      if (!plan.guarded().isEmpty()) {
        rows.add(provisioned(plan.plan() + ", until its standby may lead", plan.guarded()));
      }
    }
    return new Table(
        "provision",
        "Seconds from the customer's request to the marketplace, %d spare servers being up, one after the other; load average %s at the start."
            .formatted(Provisions.SPARES, atProvisions),
        List.of("what", "times", "min", "median", "max"),
        rows);
  }

  private static List<String> provisioned(String what, List<Duration> all) {
    return row(List.of(what, Integer.toString(all.size())), new Spread(all).seconds());
  }

  private static List<Trial> of(List<Trial> trials, Loss loss) {
    return trials.stream().filter(trial -> trial.loss() == loss).toList();
  }

  private static List<String> spread(List<Trial> trials, Function<Trial, Duration> what) {
    return new Spread(trials.stream().map(what).toList()).seconds();
  }

  @SafeVarargs
  private static List<String> row(List<String>... parts) {
    List<String> cells = new ArrayList<>();
    for (List<String> part : parts) {
      cells.addAll(part);
    }
    return cells;
  }
}
