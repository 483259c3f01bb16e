package herd.fleet.replication;

import herd.fleet.act.Answer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server said once it was told its settings; nothing when Postgres does not run.
 *
 * @param afterRestart names of those that hold only after a restart
 * @param room what it runs with of the settings of which a standby may have no less than its leader
 */
public record AppliedSettings(Set<String> afterRestart, Map<String, Long> room) {

  static AppliedSettings of(Answer answer) {
    return new AppliedSettings(
        answer.value("pending").map(names -> Set.of(names.split(" "))).orElse(Set.of()),
        answer.value("room").stream()
            .flatMap(all -> Arrays.stream(all.split(" ")))
            .map(each -> each.split(":", 2))
            .collect(Collectors.toMap(each -> each[0], each -> Long.parseLong(each[1]))));
  }
}
