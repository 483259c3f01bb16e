package herd.tier.operator;

import static herd.controlplane.generated.Tables.ACT;

import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Who asks and why: without both nothing is done.
 *
 * @param by the operator's name, as the admin service knows it by his token
 * @param reason read by whoever looks at the trail later
 */
public record Asked(String by, String reason) {

  private static final String OPERATOR = "operator";
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 500;

  /**
   * @throws ApiError 422 when one of them is missing
   */
  public static Asked in(JsonBody body) {
    return new Asked(text(body, "by", LONGEST_NAME), text(body, "reason", LONGEST_REASON));
  }

  /** Stands in the subject's trail as an act of the worker "operator". */
  public void record(DSLContext dsl, UUID subject, String act) {
    dsl.insertInto(ACT)
        .set(ACT.SUBJECT_ID, subject)
        .set(ACT.ACT_, act)
        .set(ACT.WHY, reason)
        .set(ACT.TOOK_MICROS, 0L)
        .set(ACT.OK, true)
        .set(ACT.DETAIL, by)
        .set(ACT.WORKER, OPERATOR)
        .execute();
  }

  /** What was written down, as the answer to whoever asked. */
  public Map<String, Object> answer(UUID id, String action) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.put("action", action);
    answer.put("by", by);
    answer.put("reason", reason);
    return answer;
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
