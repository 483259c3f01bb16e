package herd.fleet.act;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * How a detached step stands.
 *
 * @param exit its exit code, once it has ended
 * @param output the end of what it said
 */
public record DetachedRun(State state, Optional<Integer> exit, String output) {
  /** Where it is in its life. */
  public enum State {
    /** There is none of that name. */
    NONE,
    RUNNING,
    ENDED,
    /** It ended without an exit code: a reboot or a kill took it. End it, then start it again. */
    LOST
  }

  static DetachedRun from(Answer answer) {
    return new DetachedRun(
        State.valueOf(answer.need("state").toUpperCase(Locale.ROOT)),
        answer.value("exit").map(Integer::parseInt),
        new String(
            Base64.getDecoder().decode(answer.value("output").orElse("")), StandardCharsets.UTF_8));
  }
}
