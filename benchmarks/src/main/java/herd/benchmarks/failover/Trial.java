package herd.benchmarks.failover;

import java.time.Duration;
import java.util.Map;

/**
 * What one loss cost.
 *
 * @param outages the longest time without an acknowledged write, by client
 * @param noticed from the loss to the pair's doubt, by the books
 * @param mended from the loss to the end of the failover or restart, by the books
 * @param promoted the standby leads now; else the old leader was started again
 * @param acknowledged rows, of all clients
 * @param lost those of them that are not there afterwards
 */
record Trial(
    Loss loss,
    Map<Client, Duration> outages,
    Duration noticed,
    Duration mended,
    boolean promoted,
    int acknowledged,
    int lost) {}
