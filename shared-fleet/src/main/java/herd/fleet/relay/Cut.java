package herd.fleet.relay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the way out is cut. Whoever must pass waits while it is, so bytes stay on their way, in
 * order, as they do in a network that comes back: nothing is closed and nothing is lost. It is cut
 * by {@link #cut()} or by a file that exists, so that another process can do it. Thread-safe.
 */
final class Cut {

  private final Optional<Path> file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean byHand;
  private boolean byFile;

  Cut(Optional<Path> file) {
    this.file = file;
    lookAtFile();
  }

  void cut() {
    change(() -> byHand = true);
  }

  void mend() {
    change(() -> byHand = false);
  }

  void lookAtFile() {
    boolean present = file.isPresent() && Files.exists(file.get());
    change(() -> byFile = present);
  }

  /** Returns when the way is open. */
  void pass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (byHand || byFile) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable how) {
    lock.lock();
    try {
      how.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
