package herd.admin.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import herd.service.http.Json;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** A database row as JSON: columns by their names; times in UTC, what is absent as null. */
final class Row {

  private Row() {}

  static Map<String, @Nullable Object> of(Record row) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Field<?> field : row.fields()) {
      fields.put(field.getName(), plain(row.get(field)));
    }
    return fields;
  }

  static List<Map<String, @Nullable Object>> of(List<? extends Record> rows) {
    return rows.stream().map(Row::of).toList();
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case OffsetDateTime time -> time.toInstant().toString();
      case UUID id -> id.toString();
      case JSONB json -> tree(json);
      case String[] texts -> List.of(texts);
      default -> value;
    };
  }

  private static Object tree(JSONB json) {
    try {
      return Json.MAPPER.readTree(json.data());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jsonb is always JSON", e);
    }
  }
}
