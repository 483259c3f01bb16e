package herd.tier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tier's plans, as data from one file beside its service. */
public final class Plans {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A plan as the file has it; what only one tier reads is a nested object. */
  private record Line(
      String name,
      String humanName,
      int cents,
      long gigabytes,
      int connections,
      @Nullable Long rows,
      @Nullable JsonNode own) {
    Plan plan() {
      return new Plan(
          name, humanName, cents, gigabytes << 30, connections, Optional.ofNullable(rows));
    }
  }

  private final Map<String, Plan> byName = new LinkedHashMap<>();
  private final Map<String, JsonNode> own = new LinkedHashMap<>();

  public Plans(List<Plan> plans) {
    plans.forEach(plan -> byName.put(plan.name(), plan));
  }

  /** Reads {@code plans.json} beside the class. */
  public static Plans beside(Class<?> service) {
    try (InputStream file = service.getResourceAsStream("plans.json")) {
      if (file == null) {
        throw new IllegalStateException("plans.json is missing beside " + service.getName());
      }
      List<Line> lines = List.of(JSON.readValue(file, Line[].class));
      Plans plans = new Plans(lines.stream().map(Line::plan).toList());
      for (Line line : lines) {
        if (line.own() != null) {
          plans.own.put(line.name(), line.own());
        }
      }
      return plans;
    } catch (IOException e) {
      throw new UncheckedIOException("could not read plans.json beside " + service.getName(), e);
    }
  }

  /** Those whose names pass. */
  public Plans only(Predicate<String> offered) {
    Plans some = new Plans(byName.values().stream().filter(p -> offered.test(p.name())).toList());
    some.own.putAll(own);
    return some;
  }

  public Optional<Plan> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The plan a row names; rows never name a plan that the file has lost. */
  public Plan get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("plans.json no longer has the plan " + name));
  }

  /**
   * What the file says of a plan in words of the tier's own, its object {@code own}.
   *
   * @throws IllegalStateException when there is none, or it is of another form
   */
  public <T> T own(String name, Class<T> form) {
    JsonNode said = own.get(get(name).name());
    if (said == null) {
      throw new IllegalStateException("plans.json says nothing of its tier's own of " + name);
    }
    try {
      return JSON.treeToValue(said, form);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plans.json has another form of " + name, e);
    }
  }

  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
