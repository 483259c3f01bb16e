package herd.tier.process;

import herd.controlplane.ring.Worker;
import herd.service.Running;
import java.time.Duration;
import java.util.List;

/** Workers as a running process: they drain within the bound that the service gives. */
record RunningWorkers(List<Worker<?, ?, ?>> workers) implements Running {

  @Override
  public void stopTaking() {
    workers.forEach(Worker::stopTaking);
  }

  @Override
  public boolean awaitFinished(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Worker<?, ?, ?> worker : workers) {
      if (!worker.awaitIdle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
  }
}
