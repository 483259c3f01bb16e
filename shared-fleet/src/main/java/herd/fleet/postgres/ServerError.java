package herd.fleet.postgres;

import herd.fleet.Outcome;

/**
 * An ErrorResponse or NoticeResponse. Codes: PostgreSQL manual, appendix "PostgreSQL Error Codes".
 */
record ServerError(String severity, String sqlState, String message) {

  /** What an error that ends a login or a session means. */
  Outcome outcome() {
    return switch (sqlState) {
      case "57P03" -> Outcome.STARTING;
      case "53300" -> Outcome.FULL;
      // The session was ended, or a neighbour crashed: whether the server lives is for the next
      // look.
      case "57P01", "57P02" -> Outcome.RESET;
      case "57P04" -> Outcome.AUTH_REFUSED;
      default ->
          switch (sqlState.length() < 2 ? "" : sqlState.substring(0, 2)) {
            // out of memory or disk, operating system, corrupted inside
            case "53", "58", "XX", "F0" -> Outcome.CANNOT_COMMIT;
            default -> Outcome.AUTH_REFUSED;
          };
    };
  }

  boolean endsTheSession() {
    return severity.equals("FATAL") || severity.equals("PANIC");
  }

  String text() {
    return SafeText.of(sqlState + " " + message);
  }
}
