package herd.frontdoor;

import herd.service.http.ApiError;
import herd.service.http.Credentials;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/**
 * The answer to what no service behind the door offers. The door cannot judge a token, but sees
 * when there is none: a stranger reads 401, here as at the services.
 */
record NotOffered(ApiError refusal) implements Handler {

  /** {@code data:pg:levels}, and the prices that some commands show beside them. */
  static final NotOffered ADVANCED = command("Plans of the Advanced tier are not available here.");

  static final NotOffered DIAGNOSE =
      command("This command is not available here. Use pg:outliers, pg:locks and pg:bloat.");

  /** Where no backups service is installed. */
  static final NotOffered BACKUPS =
      new NotOffered(
          new ApiError(
              501,
              "not_implemented",
              "Backups, copies and schedules are not offered by this installation."));

  /** As the tiers refuse a command they do not have. */
  private static NotOffered command(String message) {
    return new NotOffered(new ApiError(422, "unprocessable", message));
  }

  @Override
  public void handle(Context ctx) {
    throw to(ctx);
  }

  ApiError to(Context caller) {
    return Credentials.of(caller).token().isEmpty()
        ? ApiError.unauthorized("Invalid credentials provided.")
        : refusal;
  }
}
