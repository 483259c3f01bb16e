package herd.fleet.postgres;

import herd.fleet.Outcome;
import herd.fleet.Vantage;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logins that stay open between looks, which makes feeling cheap for the worker and fifty times
 * cheaper for the server. A look takes its session out, uses it alone and puts it back when all
 * went well; anything else drops it. Above the cap the one unused for longest goes. Thread-safe.
 *
 * @param <K> what a session is kept for, usually a server as seen from one vantage
 */
public final class KeptSessions<K> implements AutoCloseable {

  private final int most;
  private final LoginRate rate;
  private final Consumer<K> onEof;

  /** Least recently used first: a session enters anew after every look. */
  private final Map<K, Session> idle = new LinkedHashMap<>();

  private boolean closed;

  /**
   * @param onEof told at once when a session ends while nobody looks; called on a virtual thread of
   *     that session and may block it
   */
  public KeptSessions(int most, LoginRate rate, Consumer<K> onEof) {
    this.most = most;
    this.rate = rate;
    this.onEof = onEof;
  }

  /** Looks over the kept session, or by a fresh login that is then kept. */
  public Sighting look(K key, Vantage vantage, Look look) {
    Session session = take(key);
    if (session != null && !session.serves(vantage, look)) {
      session.leave();
      session = null;
    }
    Optional<Sighting> seen = session == null ? Optional.empty() : session.ask(look);
    if (session == null || seen.isEmpty()) {
      return login(key, vantage, look);
    }
    keepOrDrop(key, session, seen.get());
    return seen.get();
  }

  /**
   * Looks by a fresh login whatever is kept, and keeps the new session. A frozen postmaster is seen
   * by nothing else.
   */
  public Sighting fresh(K key, Vantage vantage, Look look) {
    drop(key);
    return login(key, vantage, look);
  }

  /** Looks by a fresh login in its turn and keeps nothing. */
  public Sighting once(Vantage vantage, Look look) {
    return turn(look).orElseGet(() -> Login.fresh(vantage, look));
  }

  /** Forgets the session of one key. */
  public void drop(K key) {
    Session session = take(key);
    if (session != null) {
      session.leave();
    }
  }

  /** How many sessions are open and idle. */
  public synchronized int size() {
    return idle.size();
  }

  /** Drops everything; sessions still in use go when their look ends. */
  @Override
  public void close() {
    List<Session> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(idle.values());
      idle.clear();
    }
    all.forEach(Session::leave);
  }

  private Sighting login(K key, Vantage vantage, Look look) {
    Optional<Sighting> noTurn = turn(look);
    if (noTurn.isPresent()) {
      return noTurn.get();
    }
    Session session = new Session(vantage, look, ended -> ended(key, ended));
    Sighting seen = session.login();
    keepOrDrop(key, session, seen);
    return seen;
  }

  /**
   * Waits for a turn before the look's limit begins, half of it at most; the sighting to give when
   * none came.
   */
  private Optional<Sighting> turn(Look look) {
    String why;
    try {
      if (rate.admit(look.urgent(), look.limit().dividedBy(2))) {
        return Optional.empty();
      }
      why = "no turn for a fresh login";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "the look was interrupted";
    }
    return Optional.of(new Sighting(Outcome.BLIND, true, Duration.ZERO, why, List.of()));
  }

  private void keepOrDrop(K key, Session session, Sighting seen) {
    Session out = session;
    if (seen.ok()) {
      out = keep(key, session);
      if (session.isOver()) {
        ended(key, session);
      }
    }
    if (out != null && out != session) {
      out.leave();
    } else if (out != null) {
      out.drop();
    }
  }

  /** Puts a session in and gives the one that has to go for it, if any. */
  private synchronized @Nullable Session keep(K key, Session session) {
    if (closed) {
      return session;
    }
    Session before = idle.remove(key);
    idle.put(key, session);
    if (before == null && idle.size() > most) {
      Iterator<Session> eldest = idle.values().iterator();
      before = eldest.next();
      eldest.remove();
    }
    return before;
  }

  private synchronized @Nullable Session take(K key) {
    return idle.remove(key);
  }

  private void ended(K key, Session session) {
    boolean wasIdle;
    synchronized (this) {
      wasIdle = idle.remove(key, session);
    }
    if (wasIdle) {
      onEof.accept(key);
    }
  }
}
