package herd.admin.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bounded part of a list.
 *
 * @param next the cursor of the part after it; empty when there is none
 */
public record Slice(List<Map<String, @Nullable Object>> items, Optional<String> next) {

  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("items", items);
    json.put("next_cursor", next.orElse(null));
    return json;
  }
}
