package herd.fleet.replication;

import herd.fleet.act.ActFailed;
import herd.fleet.act.Answer;
import herd.fleet.act.DetachedRun;
import java.util.Optional;

/** What a detached step said, once it has ended well. */
final class Ended {
  private static final int PRECONDITION = 76;

  private Ended() {}

  static Optional<Answer> of(String name, DetachedRun run) {
    if (run.state() != DetachedRun.State.ENDED) {
      return Optional.empty();
    }
    int exit = run.exit().orElseThrow();
    if (exit != 0) {
      throw new ActFailed(
          exit == PRECONDITION ? ActFailed.Kind.PRECONDITION : ActFailed.Kind.FAILED,
          "the step %s ended with code %d: %s".formatted(name, exit, run.output().strip()));
    }
    return Optional.of(new Answer(run.output()));
  }
}
