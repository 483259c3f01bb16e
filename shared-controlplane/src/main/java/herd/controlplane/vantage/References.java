package herd.controlplane.vantage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The references of one vantage, looked at side by side. Every one of them must be seen. */
final class References {

  /** How long a reference has to answer. Short: bad looks wait for it before they are believed. */
  static final Duration LIMIT = Duration.ofSeconds(1);

  private final List<Reference> references;

  References(List<Reference> references) {
    this.references = List.copyOf(references);
  }

  /** Why a reference cannot be seen now: the first in the list's order. */
  Optional<String> trouble() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    List<FutureTask<Optional<String>>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Reference reference : references) {
      FutureTask<Optional<String>> task = new FutureTask<>(reference.probe()::whyNot);
      tasks.add(task);
      threads.add(Thread.ofVirtual().name("reference-" + reference.name()).start(task));
    }
    Optional<String> first = Optional.empty();
    for (int i = 0; i < tasks.size(); i++) {
      Optional<String> why = await(tasks.get(i), deadline);
      String name = references.get(i).name();
      first = first.or(() -> why.map(text -> "reference %s: %s".formatted(name, text)));
    }
    threads.forEach(Thread::interrupt);
    return first;
  }

  private static Optional<String> await(FutureTask<Optional<String>> task, long deadline) {
    try {
      return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + LIMIT.toMillis() + " ms");
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
