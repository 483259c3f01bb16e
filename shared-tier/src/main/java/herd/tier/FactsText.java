package herd.tier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;

/** What a look saw, as the text that stands in its observation. */
public final class FactsText {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private FactsText() {}

  public static String of(Object facts) {
    try {
      return JSON.writeValueAsString(facts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write " + facts.getClass().getSimpleName(), e);
    }
  }

  /** Empty for a text of another make. */
  public static <T> Optional<T> read(String text, Class<T> make) {
    try {
      return Optional.of(JSON.readValue(text, make));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
