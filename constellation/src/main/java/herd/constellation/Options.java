package herd.constellation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all commands understand.
 *
 * @param data where the constellation's state is
 * @param portBase its lowest port, when chosen
 * @param words the rest of the command line
 */
record Options(Path data, Optional<Integer> portBase, List<String> words) {

  /**
   * @throws IllegalArgumentException with a message for whoever typed it
   */
  static Options parse(List<String> arguments, Path otherwise) {
    Path data = otherwise;
    Optional<Integer> portBase = Optional.empty();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      String name = word.split("=", 2)[0];
      if (name.equals("--data") || name.equals("--port-base")) {
        String value =
            word.contains("=")
                ? word.substring(name.length() + 1)
                : i + 1 < arguments.size() ? arguments.get(++i) : "";
        if (value.isBlank()) {
          throw new IllegalArgumentException(name + " wants a value");
        }
        if (name.equals("--data")) {
          data = Path.of(value).toAbsolutePath();
        } else {
          portBase = Optional.of(number(value));
        }
      } else if (word.startsWith("-")) {
        throw new IllegalArgumentException("there is no option " + name);
      } else {
        words.add(word);
      }
    }
    return new Options(data, portBase, words);
  }

  /**
   * @throws IllegalArgumentException when there is none
   */
  String word(int index, String what) {
    if (index >= words.size()) {
      throw new IllegalArgumentException("name " + what + "; ./herd help shows how");
    }
    return words.get(index);
  }

  /**
   * The same, for a command that takes so many words: one that is left unread was meant.
   *
   * @throws IllegalArgumentException when there are more
   */
  Options noMoreThan(int most) {
    if (words.size() > most) {
      throw new IllegalArgumentException(
          "%s is one word too many; ./herd help shows how".formatted(words.get(most)));
    }
    return this;
  }

  /** The ports chosen now, else those of the last time, else the standard ones. */
  Ports ports(Folder folder) throws IOException {
    return portBase.isPresent() ? new Ports(portBase.get()) : lastPorts(folder);
  }

  /** Those of the last time, else the standard ones. */
  static Ports lastPorts(Folder folder) throws IOException {
    return new Ports(
        Files.exists(folder.portBase())
            ? number(Files.readString(folder.portBase()).strip())
            : Ports.STANDARD);
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("--port-base wants a number, such as 5000");
    }
    return Integer.parseInt(text);
  }
}
