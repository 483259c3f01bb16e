package herd.statemachine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Walks through every state of a small finite world in which the real machines run, and looks for a
 * breach of a safety rule or a place from which nothing good can be reached any more. A world's
 * state is a value with {@code equals}; its steps are all that may happen next, crashes, stale
 * workers and late commands included. Breadth first, so a counter-example is a shortest one.
 */
public final class Explorer {

  private Explorer() {}

  /** One thing that may happen, and the world after it. */
  public record Step<W>(String what, W after) {}

  /** A finite world. */
  public interface World<W> {
    W start();

    List<Step<W>> steps(W world);

    /** The rule that is broken here, if any. */
    Optional<String> breach(W world);

    /** Whether all is well here; from every world such a one must be reachable. */
    boolean settled(W world);
  }

  /** What was found: the number of worlds, and the way to the first fault. */
  public record Report(int worlds, Optional<String> fault, List<String> path) {
    @Override
    public String toString() {
      return fault
          .map(text -> text + ", by:\n  " + String.join("\n  ", path))
          .orElse(worlds + " worlds, no fault");
    }
  }

  private record Origin<W>(Optional<W> before, String what) {}

  /**
   * Explores all of it.
   *
   * @throws IllegalStateException when the world has more than {@code limit} states
   */
  public static <W> Report explore(World<W> world, int limit) {
    Map<W, Origin<W>> origins = new HashMap<>();
    Map<W, List<W>> comesFrom = new HashMap<>();
    Deque<W> open = new ArrayDeque<>();
    origins.put(world.start(), new Origin<>(Optional.empty(), "start"));
    open.add(world.start());
    while (!open.isEmpty()) {
      W here = open.remove();
      Optional<String> breach = world.breach(here);
      if (breach.isPresent()) {
        return new Report(origins.size(), breach, pathTo(here, origins));
      }
      for (Step<W> step : world.steps(here)) {
        comesFrom.computeIfAbsent(step.after(), _ -> new ArrayList<>()).add(here);
        if (origins.putIfAbsent(step.after(), new Origin<>(Optional.of(here), step.what()))
            == null) {
          open.add(step.after());
          if (origins.size() > limit) {
            throw new IllegalStateException("the world has more than " + limit + " states");
          }
        }
      }
    }
    Set<W> hopeful = leadingToSettled(world, origins.keySet(), comesFrom);
    for (W here : origins.keySet()) {
      if (!hopeful.contains(here)) {
        return new Report(
            origins.size(), Optional.of("nothing good can be reached"), pathTo(here, origins));
      }
    }
    return new Report(origins.size(), Optional.empty(), List.of());
  }

  private static <W> Set<W> leadingToSettled(
      World<W> world, Set<W> all, Map<W, List<W>> comesFrom) {
    Set<W> hopeful = new HashSet<>();
    Deque<W> open = new ArrayDeque<>();
    for (W here : all) {
      if (world.settled(here)) {
        hopeful.add(here);
        open.add(here);
      }
    }
    while (!open.isEmpty()) {
      for (W before : comesFrom.getOrDefault(open.remove(), List.of())) {
        if (hopeful.add(before)) {
          open.add(before);
        }
      }
    }
    return hopeful;
  }

  private static <W> List<String> pathTo(W there, Map<W, Origin<W>> origins) {
    List<String> path = new ArrayList<>();
    Optional<W> here = Optional.of(there);
    while (here.isPresent()) {
      Origin<W> origin = Objects.requireNonNull(origins.get(here.get()));
      path.add(origin.what() + " -> " + here.get());
      here = origin.before();
    }
    Collections.reverse(path);
    return path;
  }
}
