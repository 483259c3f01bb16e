package herd.fleet.postgres;

import herd.fleet.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One look's queries on their way through a session: the session's thread puts in what arrives, the
 * looking thread waits for the end. Everything but the waiting belongs to the session's thread.
 */
final class Exchange {

  /** How the exchange ended. */
  record End(Outcome outcome, String detail, List<Rows> rows) {}

  private final Look look;
  private final List<Query> statements;
  private final List<Rows> done = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable End end;
  private volatile boolean onlyTheCommitIsMissing;

  private List<String> columns = List.of();
  private List<List<@Nullable String>> values = new ArrayList<>();
  private boolean cut;
  private Optional<String> error = Optional.empty();
  private Optional<String> warning = Optional.empty();

  Exchange(Look look) {
    this.look = look;
    this.statements = look.statements();
  }

  List<Query> statements() {
    return statements;
  }

  /** Waits for the end, at most until the deadline of {@link System#nanoTime()}. */
  Optional<End> await(long deadline) throws InterruptedException {
    boolean inTime = ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    return inTime ? Optional.ofNullable(end) : Optional.empty();
  }

  /**
   * Whether everything before the tiny commit has been answered: then silence means that the commit
   * waits.
   */
  boolean onlyTheCommitIsMissing() {
    return onlyTheCommitIsMissing;
  }

  /** Takes the message just read; true when it was the last one. */
  boolean take(char type, MessageReader in) throws LookFailed {
    switch (type) {
      case 'T' -> columns = columns(in);
      case 'D' -> row(in);
      case 'E' -> error(in.error());
      case 'N' -> warning = Optional.of(in.error().text());
      case 'Z' -> answered();
      case '1', '2', 'n', 'C', 's', 'I', 'S', 'A' -> {}
      default ->
          throw LookFailed.of(Outcome.AUTH_REFUSED, "the server sent message '" + type + "'");
    }
    return done.size() == statements.size();
  }

  private static List<String> columns(MessageReader in) throws LookFailed {
    int count = in.int16();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(in.zeroEnded());
      in.skip(18);
    }
    return names;
  }

  private void row(MessageReader in) throws LookFailed {
    if (values.size() >= statements.get(done.size()).mostRows()) {
      cut = true;
      return;
    }
    int count = in.int16();
    List<@Nullable String> row = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.int32();
      row.add(length == -1 ? null : in.text(length));
    }
    values.add(row);
  }

  private void error(ServerError failed) throws LookFailed {
    if (failed.endsTheSession()) {
      throw LookFailed.of(failed.outcome(), failed.text());
    }
    error = Optional.of(failed.text());
  }

  private void answered() {
    done.add(new Rows(columns, values, cut, error));
    columns = List.of();
    values = new ArrayList<>();
    cut = false;
    error = Optional.empty();
    onlyTheCommitIsMissing = look.commits() > 0 && done.size() == statements.size() - 1;
  }

  void succeed() {
    if (look.commits() == 0) {
      end(new End(Outcome.OK, "answered", done));
      return;
    }
    // A warning at a commit says that it no longer waits for the standby: nobody may rely on that.
    List<Rows> asked = done.subList(0, look.queries().size());
    Optional<String> fault =
        done.getLast()
            .error()
            .or(() -> warning)
            .or(() ->
                TinyCommit.isLeftOut(done.getLast())
                    ? Optional.of("those of earlier looks hang")
                    : Optional.empty());
    end(
        fault
            .map(text -> new End(Outcome.CANNOT_COMMIT, "commit: " + text, asked))
            .orElseGet(() -> new End(Outcome.OK, "committed", asked)));
  }

  /** The rest is too large to be read: what has come counts, and says that it was cut. */
  void tooLarge() {
    String why = "more bytes than a look may read";
    done.add(new Rows(columns, values, true, Optional.of(why)));
    while (done.size() < statements.size()) {
      done.add(new Rows(List.of(), List.of(), true, Optional.of(why)));
    }
    List<Rows> asked = done.subList(0, look.queries().size());
    end(new End(look.commits() > 0 ? Outcome.BLIND : Outcome.OK, why, asked));
  }

  void fail(LookFailed failure) {
    end(new End(failure.outcome(), failure.detail(), List.of()));
  }

  private void end(End how) {
    if (end == null) {
      end = how;
      ended.countDown();
    }
  }
}
