package herd.simulator;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The plans on sale; the first is the default one. */
public record Catalog(List<Plan> plans) {
  public Catalog {
    plans = List.copyOf(plans);
    if (plans.isEmpty()) {
      throw new IllegalArgumentException("the list of plans is empty");
    }
  }

  /** The list that comes with the simulator, {@code plans.json} beside this class. */
  public static Catalog standard() {
    try (InputStream in =
        Objects.requireNonNull(Catalog.class.getResourceAsStream("plans.json"), "plans.json")) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the built-in plans.json", e);
    }
  }

  /** A list of one's own: {@code [{"name", "humanName", "cents"}]}. */
  public static Catalog from(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  public Optional<Plan> named(String name) {
    return plans.stream().filter(plan -> plan.name().equals(name)).findFirst();
  }

  private static Catalog read(InputStream in) throws IOException {
    return new Catalog(new JsonMapper().readValue(in, new TypeReference<List<Plan>>() {}));
  }
}
