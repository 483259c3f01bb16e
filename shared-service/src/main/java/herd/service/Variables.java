package herd.service;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Typed reads of environment variables. A wrong or missing one is noted under its name, with what
 * to do about it, and a stand-in is returned so that the rest is looked at too. A blank variable
 * counts as absent. Never echoes a value: it may be a secret in the wrong place.
 */
public final class Variables {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private final Map<String, String> variables;
  private final Consumer<String> read;
  private final List<String> errors = new ArrayList<>();

  /**
   * @param read told the name of everything that is asked for
   */
  Variables(Map<String, String> variables, Consumer<String> read) {
    this.variables = variables;
    this.read = read;
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Notes an error that only the caller can see: two variables that exclude each other. */
  public void wrong(String name, String whatToDo) {
    errors.add(name + ": " + whatToDo);
  }

  public Optional<String> optionalText(String name) {
    read.accept(name);
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  public String text(String name) {
    return required(name, "a text", optionalText(name), "");
  }

  public String text(String name, String otherwise) {
    return optionalText(name).orElse(otherwise);
  }

  public Optional<Secret> optionalSecret(String name) {
    return optionalText(name).map(Secret::new);
  }

  public Secret secret(String name) {
    return required(name, "a secret", optionalSecret(name), new Secret(""));
  }

  /** A whole number from least to most, both included. */
  public int integer(String name, int otherwise, int least, int most) {
    String what = "set it to a whole number from " + least + " to " + most;
    return parsed(name, what, v -> inRange(Integer.parseInt(v), least, most)).orElse(otherwise);
  }

  /** As {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h} or {@code 2d}. */
  public Duration duration(String name, Duration otherwise) {
    return parsed(name, "set it to a time like 500ms, 30s, 5m, 12h or 2d", Variables::durationOf)
        .orElse(otherwise);
  }

  public boolean flag(String name) {
    return parsed(name, "set it to true or false", Variables::flagOf).orElse(false);
  }

  /** An absolute http or https URL without user information, query or fragment. */
  public Optional<URI> optionalUrl(String name) {
    String what =
        "set it to a URL like http://127.0.0.1:5000 (credentials have their own variable)";
    return parsed(name, what, Variables::urlOf);
  }

  public URI url(String name) {
    URI standIn = URI.create("http://absent.invalid");
    return optionalText(name).isPresent()
        ? optionalUrl(name).orElse(standIn)
        : required(name, "a URL like http://127.0.0.1:5000", Optional.empty(), standIn);
  }

  public Optional<Path> optionalPath(String name) {
    return parsed(name, "set it to a path of this machine", Path::of);
  }

  public Path path(String name) {
    return optionalText(name).isPresent()
        ? optionalPath(name).orElse(Path.of(""))
        : required(name, "a path", Optional.empty(), Path.of(""));
  }

  /** A list with commas between; blanks around an element do not count. Absent is empty. */
  public List<String> list(String name) {
    return optionalText(name).stream()
        .flatMap(v -> Stream.of(v.split(",")))
        .map(String::strip)
        .filter(v -> !v.isEmpty())
        .toList();
  }

  private <T> T required(String name, String what, Optional<T> value, T standIn) {
    if (value.isEmpty()) {
      wrong(name, "is not set; set it to " + what);
    }
    return value.orElse(standIn);
  }

  private <T> Optional<T> parsed(String name, String whatToDo, Function<String, T> parser) {
    Optional<String> text = optionalText(name);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      wrong(name, whatToDo);
      return Optional.empty();
    }
  }

  private static int inRange(int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private static Duration durationOf(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("no duration");
    }
    long number = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static boolean flagOf(String text) {
    return switch (text) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> throw new IllegalArgumentException("no flag");
    };
  }

  private static URI urlOf(String text) {
    URI url = URI.create(text);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean bare = url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
    if (!web || url.getHost() == null || !bare) {
      throw new IllegalArgumentException("no URL");
    }
    return url;
  }
}
