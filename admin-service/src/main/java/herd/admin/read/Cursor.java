package herd.admin.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import herd.service.http.ApiError;
import herd.service.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.exception.DataTypeException;
import org.jooq.impl.DSL;

/**
 * Where a page ended: the last row's values of the columns the list is ordered by. Opaque to
 * clients, who give back what they got; stays right while rows come and go.
 */
final class Cursor {

  private Cursor() {}

  static String after(Record last, List<Field<?>> order) {
    List<String> values = order.stream().map(field -> String.valueOf(last.get(field))).toList();
    try {
      byte[] json = Json.MAPPER.writeValueAsBytes(values);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  static List<Field<?>> read(String cursor, List<Field<?>> order) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(cursor);
      List<String> values =
          Json.MAPPER.readValue(
              new String(json, StandardCharsets.UTF_8), new TypeReference<List<String>>() {});
      if (values.size() != order.size()) {
        throw wrong();
      }
      return IntStream.range(0, values.size())
          .<Field<?>>mapToObj(i -> value(values.get(i), order.get(i)))
          .toList();
    } catch (IllegalArgumentException | JsonProcessingException | DataTypeException e) {
      throw wrong();
    }
  }

  /** As a value of the column's own type; a text that is none of these is refused. */
  private static Field<?> value(String text, Field<?> field) {
    Param<?> value = DSL.val(text, field);
    if (text.indexOf('\0') >= 0 || value.getValue() == null) {
      throw wrong();
    }
    return value;
  }

  private static ApiError wrong() {
    return ApiError.invalid("Parameter 'cursor' is not one that this list gave.");
  }
}
