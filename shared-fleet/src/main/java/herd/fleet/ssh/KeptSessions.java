package herd.fleet.ssh;

import herd.fleet.Vantage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * At most one session for each server and vantage, the least recently used first out. Callers that
 * come while one is being made wait for it, each within its own limit. A session in use is never
 * evicted.
 */
final class KeptSessions {
  private record Key(String vantage, String address, String hostKey) {}

  /** A place in the cache: its session comes when the login is through. */
  static final class Slot {
    private final CompletableFuture<SshSession> session = new CompletableFuture<>();
    private final SshSession starting;
    private int users;
    private boolean retired;

    private Slot(SshSession starting) {
      this.starting = starting;
    }

    private boolean broken() {
      return session.isCompletedExceptionally()
          || (session.isDone() && !session.join().connected());
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private final int cap;

  KeptSessions(int cap) {
    this.cap = cap;
  }

  /** Reserves the session; every take is followed by one {@link #release}. */
  Slot take(Vantage vantage, SshTarget target, Deadline deadline) {
    Key key = new Key(vantage.name(), target.address(), target.hostKey());
    lock.lock();
    try {
      Slot slot = slots.get(key);
      if (slot == null || slot.broken()) {
        Slot fresh = new Slot(new SshSession(vantage, target));
        slots.put(key, fresh);
        slot = fresh;
        Thread.ofVirtual()
            .name("ssh-login " + target.address())
            .start(() -> login(key, fresh, deadline));
        evict();
      }
      slot.users++;
      return slot;
    } finally {
      lock.unlock();
    }
  }

  /** The session, as soon as it is there. */
  SshSession session(Slot slot, Deadline deadline)
      throws InterruptedException, TimeoutException, ExecutionException {
    return slot.session.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Gives it back. One that is not usable is used no more, and closed when the last of its users
   * has gone: another's slow command is no reason to cut theirs.
   */
  void release(Slot slot, boolean usable) {
    boolean last;
    lock.lock();
    try {
      slot.users--;
      if (!usable) {
        slots.values().remove(slot);
        slot.retired = true;
      }
      last = slot.retired && slot.users == 0;
    } finally {
      lock.unlock();
    }
    if (last) {
      slot.starting.close();
    }
  }

  int size() {
    lock.lock();
    try {
      return slots.size();
    } finally {
      lock.unlock();
    }
  }

  void closeAll() {
    lock.lock();
    try {
      slots.values().forEach(slot -> slot.starting.close());
      slots.clear();
    } finally {
      lock.unlock();
    }
  }

  private void login(Key key, Slot slot, Deadline deadline) {
    try {
      slot.starting.connect(deadline);
      slot.session.complete(slot.starting);
    } catch (RuntimeException e) {
      lock.lock();
      try {
        slots.remove(key, slot);
      } finally {
        lock.unlock();
      }
      slot.starting.close();
      slot.session.completeExceptionally(e); // every caller that waits for this login gets it
    }
  }

  private void evict() {
    Iterator<Slot> eldest = slots.values().iterator();
    while (slots.size() > cap && eldest.hasNext()) {
      Slot slot = eldest.next();
      if (slot.users == 0 && slot.session.isDone()) {
        eldest.remove();
        Thread.ofVirtual().start(slot.starting::close);
      }
    }
  }
}
