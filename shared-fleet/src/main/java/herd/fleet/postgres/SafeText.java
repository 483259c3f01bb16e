package herd.fleet.postgres;

/** Words of the other side, made fit for a log line: one line, printable, short. */
final class SafeText {

  private static final int LONGEST = 200;

  private SafeText() {}

  static String of(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(c ->
            safe.appendCodePoint(Character.isISOControl(c) || !Character.isDefined(c) ? ' ' : c));
    return safe.toString();
  }

  static String of(Throwable e) {
    return of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }
}
