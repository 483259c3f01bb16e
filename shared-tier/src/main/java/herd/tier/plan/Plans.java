package herd.tier.plan;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tier's plans, as data from one file beside its service. */
public final class Plans {

  /** A plan as the file has it. */
  private record Line(
      String name,
      String humanName,
      int cents,
      long gigabytes,
      int connections,
      @Nullable Long rows) {
    Plan plan() {
      return new Plan(
          name, humanName, cents, gigabytes << 30, connections, Optional.ofNullable(rows));
    }
  }

  private final Map<String, Plan> byName = new LinkedHashMap<>();

  public Plans(List<Plan> plans) {
    plans.forEach(plan -> byName.put(plan.name(), plan));
  }

  /** Reads {@code plans.json} beside the class. */
  public static Plans beside(Class<?> service) {
    JsonMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    try (InputStream file = service.getResourceAsStream("plans.json")) {
      if (file == null) {
        throw new IllegalStateException("plans.json is missing beside " + service.getName());
      }
      return new Plans(
          Arrays.stream(mapper.readValue(file, Line[].class)).map(Line::plan).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("could not read plans.json beside " + service.getName(), e);
    }
  }

  public Optional<Plan> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The plan a row names; rows never name a plan that the file has lost. */
  public Plan get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("plans.json no longer has the plan " + name));
  }

  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
