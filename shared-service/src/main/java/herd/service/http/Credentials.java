package herd.service.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an {@code Authorization} header says. Its text form never shows it. */
public sealed interface Credentials {

  /** RFC 6750. */
  record Bearer(String value) implements Credentials {
    @Override
    public String toString() {
      return "Bearer [secret]";
    }
  }

  /** RFC 7617. */
  record Basic(String user, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic [secret]";
    }
  }

  /** No header, or one that cannot be read. */
  record None() implements Credentials {}

  static Credentials of(Context ctx) {
    return of(ctx.header("Authorization"));
  }

  static Credentials of(@Nullable String header) {
    String[] parts = header == null ? new String[0] : header.strip().split("\\s+", 2);
    if (parts.length != 2) {
      return new None();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> new Bearer(parts[1].strip());
      case "basic" -> basic(parts[1].strip());
      default -> new None();
    };
  }

  private static Credentials basic(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? new None()
          : new Basic(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return new None();
    }
  }

  /**
   * The token of a data-API call: a bearer token, or the password of Basic with any user, as some
   * of the CLI's commands send it.
   */
  default Optional<String> token() {
    Optional<String> token =
        switch (this) {
          case Bearer bearer -> Optional.of(bearer.value());
          case Basic basic -> Optional.of(basic.password());
          case None _ -> Optional.empty();
        };
    return token.filter(t -> !t.isEmpty());
  }
}
