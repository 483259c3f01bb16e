package herd.service;

import java.time.Duration;

/**
 * A process that runs. Ending it takes two steps, so that several can end together within one
 * bound: all stop taking work first, then each is waited for.
 */
public interface Running extends AutoCloseable {

  /** Stops taking new work and returns at once; what was begun goes on. May be called again. */
  void stopTaking();

  /** Waits until what was begun is finished; false when the limit passed first. */
  boolean awaitFinished(Duration limit) throws InterruptedException;

  /** Lets go of everything, finished or not. May be called again. */
  @Override
  void close();
}
