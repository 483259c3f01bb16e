package herd.tier.operator;

import herd.service.http.ApiError;
import herd.service.http.JsonBody;

/**
 * Who asks and why: without both nothing is done.
 *
 * @param by the operator's name, as the admin service knows it by his token
 * @param reason read by whoever looks at the trail later
 */
record Asked(String by, String reason) {

  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 500;

  static Asked in(JsonBody body) {
    return new Asked(text(body, "by", LONGEST_NAME), text(body, "reason", LONGEST_REASON));
  }

  private static String text(JsonBody body, String field, int longest) {
    String text = body.text(field).strip();
    if (text.isEmpty() || text.length() > longest) {
      throw ApiError.invalid("Field '%s' must have 1 to %d characters.".formatted(field, longest))
          .with("field", field);
    }
    return text;
  }
}
