package herd.fleet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * From host names to addresses, within a limit. The system's resolver can neither be bounded nor
 * interrupted, and on a virtual thread it would hold a carrier: a few names with a dead name server
 * would stop every look of the process. So it runs on a few threads of its own, and its silence is
 * our blindness.
 */
final class Names {

  private static final int THREADS = 8;
  private static final int WAITING = 10_000;
  private static final ExecutorService RESOLVERS = resolvers();

  private Names() {}

  static InetAddress resolve(String host, Duration limit) throws BlindException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return ask(host, limit);
    }
  }

  private static InetAddress ask(String host, Duration limit) throws BlindException {
    Future<InetAddress> answer = RESOLVERS.submit(() -> InetAddress.getByName(host));
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof UnknownHostException ? "does not resolve" : "cannot be looked up";
      throw new BlindException("the name " + host + " " + why, e);
    } catch (TimeoutException e) {
      throw new BlindException("no name server answered for " + host, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlindException("interrupted while looking up " + host, e);
    } finally {
      answer.cancel(false);
    }
  }

  private static ExecutorService resolvers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("herd-names-", 0).factory(),
            // A full queue drops the oldest question: whoever asked it runs into its limit.
            new ThreadPoolExecutor.DiscardOldestPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
