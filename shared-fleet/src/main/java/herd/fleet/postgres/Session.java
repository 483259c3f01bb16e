package herd.fleet.postgres;

import herd.fleet.Outcome;
import herd.fleet.Vantage;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One login and what is asked over it. A virtual thread of its own connects, logs in and reads; the
 * looking thread only waits. So the limit holds at every step, whatever hangs or drips (a name
 * server, a proxy, TLS): when it passes, the looking thread drops the session and goes. And an idle
 * session stands in a read, so its end is known at once.
 *
 * <p>Only the raw socket is ever closed: closing TLS would first say good-bye to a peer that may be
 * silent.
 */
final class Session {

  private static final long MOST_BYTES = 4L * 1024 * 1024;

  private final Vantage vantage;
  private final Look first;
  private final @Nullable Consumer<Session> whenIdleEnds;
  private final Thread thread;
  private volatile String step = "connect";
  private volatile boolean dropped;
  private volatile @Nullable Socket socket;
  private volatile @Nullable Wire wire;
  private @Nullable Exchange current;
  private boolean over;

  /**
   * @param whenIdleEnds called once, on the session's thread, if the session ends while nobody
   *     looks; null for a session that is not kept after its first look
   */
  Session(Vantage vantage, Look first, @Nullable Consumer<Session> whenIdleEnds) {
    this.vantage = vantage;
    this.first = first;
    this.whenIdleEnds = whenIdleEnds;
    this.thread = Thread.ofVirtual().name("herd-session").unstarted(this::live);
  }

  /** The first look: logs in and asks. Called once. */
  Sighting login() {
    long start = System.nanoTime();
    Exchange exchange = new Exchange(first);
    begin(exchange);
    thread.start();
    return wait(exchange, first, true, start);
  }

  /** A further look; empty when the session had ended before it could begin. */
  Optional<Sighting> ask(Look look) {
    long start = System.nanoTime();
    Exchange exchange = new Exchange(look);
    if (!begin(exchange)) {
      return Optional.empty();
    }
    step = "query";
    try {
      send(exchange);
    } catch (IOException e) {
      // The reading thread meets the same end, and judges it.
      close();
    }
    return Optional.of(wait(exchange, look, false, start));
  }

  private Sighting wait(Exchange exchange, Look look, boolean fresh, long start) {
    try {
      Optional<Exchange.End> end = exchange.await(start + look.limit().toNanos());
      if (end.isEmpty()) {
        drop();
      }
      return sighting(end.orElseGet(() -> late(exchange)), fresh, start);
    } catch (InterruptedException e) {
      drop();
      Thread.currentThread().interrupt();
      return sighting(
          new Exchange.End(Outcome.BLIND, step + ": the look was interrupted", List.of()),
          fresh,
          start);
    }
  }

  private Exchange.End late(Exchange exchange) {
    return exchange.onlyTheCommitIsMissing()
        ? new Exchange.End(Outcome.CANNOT_COMMIT, "commit: no answer in time", List.of())
        : new Exchange.End(Outcome.TIMED_OUT, step + ": no answer in time", List.of());
  }

  private static Sighting sighting(Exchange.End end, boolean fresh, long start) {
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Sighting(end.outcome(), fresh, took, end.detail(), end.rows());
  }

  /** Whether this session is one that such a look may use. */
  boolean serves(Vantage from, Look look) {
    return from.name().equals(vantage.name())
        && look.target().equals(first.target())
        && look.database().equals(first.database());
  }

  synchronized boolean isOver() {
    return over;
  }

  /** Says good-bye to an idle session, so that the server's log stays quiet, and ends it. */
  void leave() {
    dropped = true;
    Wire open = wire;
    if (open != null) {
      try {
        new MessageWriter().terminate().to(open.out());
      } catch (IOException e) {
        step = "left: " + SafeText.of(e);
      }
    }
    drop();
  }

  /** Ends the session now, from any thread; nobody is told. */
  void drop() {
    dropped = true;
    thread.interrupt();
    close();
  }

  /** The session's life, on its own thread. */
  private void live() {
    try {
      Socket raw =
          vantage.egress().connect(first.target().host(), first.target().port(), first.limit());
      socket = raw;
      if (dropped) {
        return;
      }
      Wire open = new Handshake(first, name -> step = name).over(raw);
      step = "query";
      wire = open;
      Exchange exchange = current();
      if (exchange != null) {
        send(exchange);
      }
      read(open);
    } catch (LookFailed e) {
      end(e);
    } catch (MessageReader.TooLarge e) {
      end(Exchange::tooLarge);
    } catch (IOException e) {
      end(LookFailed.judge(e, step));
    } catch (RuntimeException e) {
      end(LookFailed.of(Outcome.BLIND, step + ": " + SafeText.of(e)));
    } finally {
      close();
    }
  }

  private void read(Wire open) throws IOException, LookFailed, MessageReader.TooLarge {
    while (true) {
      open.in().allow(MOST_BYTES);
      Exchange exchange = answer(open.in());
      if (exchange == null) {
        continue;
      }
      if (whenIdleEnds == null) {
        exchange.succeed();
        new MessageWriter().terminate().to(open.out());
        return;
      }
      synchronized (this) {
        current = null;
      }
      exchange.succeed();
    }
  }

  /** Reads until an exchange is complete, or, while nobody asks, what the server says by itself. */
  private @Nullable Exchange answer(MessageReader in)
      throws IOException, LookFailed, MessageReader.TooLarge {
    while (true) {
      char type = in.next();
      Exchange exchange = current();
      if (exchange == null) {
        if (type == 'E') {
          ServerError error = in.error();
          throw LookFailed.of(error.outcome(), error.text());
        }
        return null;
      }
      if (exchange.take(type, in)) {
        return exchange;
      }
    }
  }

  private void send(Exchange exchange) throws IOException {
    Wire open = wire;
    if (open != null) {
      new MessageWriter().queries(exchange.statements()).to(open.out());
    }
  }

  private synchronized boolean begin(Exchange exchange) {
    if (over) {
      return false;
    }
    current = exchange;
    return true;
  }

  private synchronized @Nullable Exchange current() {
    return current;
  }

  private synchronized @Nullable Exchange finish() {
    over = true;
    return current;
  }

  private void end(LookFailed why) {
    LookFailed told = dropped ? LookFailed.of(Outcome.BLIND, "we dropped the session") : why;
    end(exchange -> exchange.fail(told));
  }

  private void end(Consumer<Exchange> tell) {
    Exchange exchange = finish();
    if (exchange != null) {
      tell.accept(exchange);
    } else if (!dropped && whenIdleEnds != null) {
      whenIdleEnds.accept(this);
    }
  }

  private void close() {
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        step = "closed: " + SafeText.of(e);
      }
    }
  }
}
