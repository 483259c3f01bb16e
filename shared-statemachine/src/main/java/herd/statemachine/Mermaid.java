package herd.statemachine;

import java.util.Locale;
import java.util.stream.Collectors;

/** Draws a machine as a Mermaid state diagram; the pictures in docs/ are made by it. */
public final class Mermaid {

  private Mermaid() {}

  /** The diagram's text, ending in a line break; the same machine always gives the same text. */
  public static <S extends Enum<S>, A extends Enum<A>, V> String draw(Machine<S, A, V> machine) {
    StringBuilder text = new StringBuilder("stateDiagram-v2\n");
    line(text, "[*] --> " + name(machine.initial()));
    for (S state : machine.states().getEnumConstants()) {
      Rule<S, A, V> rule = machine.in(state);
      for (S to : rule.to()) {
        line(text, name(state) + " --> " + name(to));
      }
      if (rule.isFinal()) {
        line(text, name(state) + " --> [*]");
      } else {
        for (S to : machine.overrides()) {
          if (to != state && !rule.to().contains(to)) {
            line(text, name(state) + " --> " + name(to) + ": override");
          }
        }
        line(text, name(state) + ": " + name(state) + "<br/>" + note(rule));
      }
    }
    return text.toString();
  }

  private static <S extends Enum<S>, A extends Enum<A>, V> String note(Rule<S, A, V> rule) {
    StringBuilder note = new StringBuilder("looked at every ");
    note.append(
        rule.beats().stream()
            .map(beat -> beat.toString().substring(2).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", then ")));
    rule.bound()
        .ifPresent(bound ->
            note.append("<br/>after ")
                .append(bound.limit().toString().substring(2).toLowerCase(Locale.ROOT))
                .append(" opens ")
                .append(bound.incident()));
    if (!rule.asks().isEmpty()) {
      note.append("<br/>may ask for ")
          .append(
              rule.asks().keySet().stream().map(Mermaid::name).collect(Collectors.joining(", ")));
    }
    return note.toString();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void line(StringBuilder text, String line) {
    text.append("  ").append(line).append('\n');
  }
}
