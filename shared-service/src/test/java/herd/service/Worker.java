package herd.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A ring worker for tests: it begins one piece of work, which ends when it is told to. */
final class Worker implements Running {

  final int copies;
  final CountDownLatch told = new CountDownLatch(1);
  final CountDownLatch finished = new CountDownLatch(1);
  volatile boolean closed;

  Worker(int copies) {
    this.copies = copies;
  }

  @Override
  public void stopTaking() {
    told.countDown();
  }

  @Override
  public boolean awaitFinished(Duration limit) throws InterruptedException {
    return finished.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed = true;
  }
}
