package herd.simulator.state;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Holds the world and changes it, one change at a time. Readers never wait: they see the world as
 * the last finished change left it. A change that throws, or cannot be written to the state file,
 * did not happen. Thread-safe.
 */
public final class Ledger implements AutoCloseable {
  private final Optional<StateFile> file;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile World world;
  private boolean closed;

  private Ledger(Optional<StateFile> file) {
    this.file = file;
    this.world = file.flatMap(StateFile::read).orElseGet(World::empty);
  }

  /** With a path, what an earlier run left there is taken up; without, all is lost on exit. */
  public static Ledger open(Optional<Path> path) {
    return new Ledger(path.map(StateFile::open));
  }

  public World now() {
    return world;
  }

  public <T> T change(Function<World, T> change) {
    changing.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the marketplace is stopping");
      }
      World draft = world.draft();
      T result = change.apply(draft);
      file.ifPresent(f -> f.write(draft));
      world = draft;
      return result;
    } finally {
      changing.unlock();
    }
  }

  /** {@link #change} without a result. */
  public void edit(Consumer<World> change) {
    change(draft -> {
      change.accept(draft);
      return draft;
    });
  }

  /**
   * Whoever is still at work changes nothing any more; the next start takes it up from the file.
   */
  @Override
  public void close() {
    changing.lock();
    try {
      closed = true;
      file.ifPresent(StateFile::close);
    } finally {
      changing.unlock();
    }
  }
}
