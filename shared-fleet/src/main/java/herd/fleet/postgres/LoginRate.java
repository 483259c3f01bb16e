package herd.fleet.postgres;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many fresh logins a process makes: a token bucket, since a fresh backend costs a server a
 * hundred times what a kept session does. Ordinary logins leave the last fifth of the bucket to
 * urgent ones, so high availability goes first. Thread-safe.
 */
public final class LoginRate {

  private final double perNano;
  private final double most;
  private final double reserve;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition never = lock.newCondition();
  private double tokens;
  private long filledAt = System.nanoTime();

  /**
   * @param perSecond logins a second, in the long run
   * @param burst logins at once after a quiet time
   */
  public LoginRate(double perSecond, int burst) {
    this.perNano = perSecond / 1e9;
    this.most = Math.max(1.25, burst);
    this.reserve = most / 5;
    this.tokens = most;
  }

  /** No limit, for tests and tools. */
  public static LoginRate unlimited() {
    return new LoginRate(1e12, 1_000_000);
  }

  /** Takes a turn, waiting for it at most that long; false when none came. */
  boolean admit(boolean urgent, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    double needed = urgent ? 1 : 1 + reserve;
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = System.nanoTime();
        tokens = Math.min(most, tokens + (now - filledAt) * perNano);
        filledAt = now;
        if (tokens >= needed) {
          tokens--;
          return true;
        }
        long enough = (long) Math.ceil((needed - tokens) / perNano);
        if (now + enough > deadline) {
          return false;
        }
        // Nobody signals: the tokens come with time, and each waiter looks again when its own
        // should be there.
        boolean signalled = never.await(enough, TimeUnit.NANOSECONDS);
        assert !signalled;
      }
    } finally {
      lock.unlock();
    }
  }
}
