package herd.controlplane.incident;

import herd.controlplane.ring.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of trouble: when it is raised and cleared, what causes hide it, what is tried, and what
 * the customer is told. Its playbook is the Markdown file of its name, one heading per attempt.
 *
 * @param <V> what the subject's think blocks see
 * @param causes types of incident which, open on what the subject stands on, explain this one
 * @param ticket what the customer is told when nothing helped; empty when it is not theirs to know
 */
public record IncidentType<V>(
    String name,
    Function<Occasion<V>, Finding> finding,
    List<Attempt> attempts,
    List<String> causes,
    String ticket) {

  /** Raised and cleared by a state. */
  public static <V> IncidentType<V> whileIn(String name, Enum<?>... states) {
    List<String> names = Arrays.stream(states).map(Enum::name).toList();
    return of(name, occasion -> Finding.wrongIf(names.contains(occasion.state())));
  }

  /** Raised and cleared by what was seen, in any state. */
  public static <V> IncidentType<V> whenSeen(String name, Function<V, Finding> finding) {
    return of(name, occasion -> occasion.seen().map(finding).orElse(Finding.UNKNOWN));
  }

  /** Raised when a state's bound of this name is overstepped, cleared when the state is left. */
  public static <V> IncidentType<V> whenOverdue(String name) {
    return of(
        name, occasion -> Finding.wrongIf(occasion.overdue().filter(name::equals).isPresent()));
  }

  /** Raised when rounds keep throwing, cleared by the first that does not. */
  public static <V> IncidentType<V> whenStumbling(String name, int times) {
    return of(
        name,
        occasion ->
            occasion.stumbles() >= times
                ? Finding.WRONG
                : occasion.stumbles() == 0 ? Finding.RIGHT : Finding.UNKNOWN);
  }

  /**
   * Every ring has it: a member's rounds throw, time after time, and nobody knows how it is. The
   * customer is told nothing: what throws is our own code or books, and harms nobody by itself.
   */
  public static <V> IncidentType<V> thinkFailed() {
    return IncidentType.<V>whenStumbling("think_failed", 3)
        .attempt(
            new Attempt(
                "Let another worker look",
                Duration.ofMinutes(2),
                _ -> Act.ofBooks(() -> "it is due at once, for any worker")));
  }

  /** Raised and cleared by a judgement of its own. */
  public static <V> IncidentType<V> of(String name, Function<Occasion<V>, Finding> finding) {
    return new IncidentType<>(name, finding, List.of(), List.of(), "");
  }

  /** The same, raised only on occasions that also pass this. */
  public IncidentType<V> onlyIf(Predicate<Occasion<V>> also) {
    return new IncidentType<>(
        name,
        occasion -> also.test(occasion) ? finding.apply(occasion) : Finding.RIGHT,
        attempts,
        causes,
        ticket);
  }

  /** The next thing to try. */
  public IncidentType<V> attempt(Attempt next) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.add(next);
    return new IncidentType<>(name, finding, List.copyOf(all), causes, ticket);
  }

  public IncidentType<V> hiddenBy(String... types) {
    return new IncidentType<>(name, finding, attempts, List.of(types), ticket);
  }

  public IncidentType<V> telling(String customer) {
    return new IncidentType<>(name, finding, attempts, causes, customer);
  }
}
