package herd.benchmarks.failover;

import java.time.Duration;

/**
 * A loss by Herd's own books.
 *
 * @param noticed from the loss to the pair's doubt
 * @param mended from the loss to the end of the failover or restart
 * @param promoted the standby leads now; else the old leader was started again
 */
record Course(Duration noticed, Duration mended, boolean promoted) {}
