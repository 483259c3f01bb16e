package herd.benchmarks.look;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What one look of a kind comes to.
 *
 * @param cpuMillis CPU of this whole process, divided by the looks
 * @param medianMillis wall time of the median look
 */
record Looks(double cpuMillis, double medianMillis) {

  private static final int THREADS = 4;

  /** One look, by one of several threads at a time. */
  interface Once {
    void look(int thread) throws Exception;
  }

  /** Looks a third as often unmeasured, then so often measured. */
  static Looks measure(Once once, int times) throws Exception {
    times(once, Math.max(THREADS, times / 3));
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long before = process.getProcessCpuTime();
    long[] took = times(once, times);
    double cpu = process.getProcessCpuTime() - before;
    Arrays.sort(took);
    return new Looks(cpu / took.length / 1e6, took[took.length / 2] / 1e6);
  }

  private static long[] times(Once once, int times) throws Exception {
    long[] took = new long[times];
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        int thread = n;
        all.add(
            threads.submit(() -> {
              for (int at = thread; at < times; at += THREADS) {
                long begun = System.nanoTime();
                once.look(thread);
                took[at] = System.nanoTime() - begun;
              }
              return took;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    return took;
  }
}
