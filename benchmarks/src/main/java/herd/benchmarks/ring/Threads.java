package herd.benchmarks.ring;

import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Threads that go round until they are stopped. What one of them died of is thrown by close. */
final class Threads implements AutoCloseable {

  /** Goes round until its thread is interrupted. */
  interface Rounds {
    void run(int number) throws SQLException;
  }

  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Queue<SQLException> deaths = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;

  Threads(int count, Rounds rounds) {
    threads =
        IntStream.range(0, count)
            .mapToObj(n -> Thread.ofPlatform().start(() -> run(rounds, n)))
            .toList();
  }

  private void run(Rounds rounds, int number) {
    try {
      rounds.run(number);
    } catch (SQLException e) {
      if (!stopping.get()) {
        deaths.add(e);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    stopping.set(true);
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!deaths.isEmpty()) {
      throw deaths.element();
    }
  }
}
