package herd.service;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One service's metrics, in a registry of its own, so that several services can live in one JVM.
 * Asking again for a name gives the same metric. Names follow Prometheus: base units, {@code
 * _seconds}, {@code _bytes}; a counter's name is given without {@code _total}. Thread-safe.
 */
public final class Metrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<String, Collector> byName = new ConcurrentHashMap<>();

  public Counter counter(String name, String help, String... labels) {
    return one(
        name,
        Counter.class,
        () -> Counter.builder().name(name).help(help).labelNames(labels).build());
  }

  public Gauge gauge(String name, String help, String... labels) {
    return one(
        name, Gauge.class, () -> Gauge.builder().name(name).help(help).labelNames(labels).build());
  }

  /** Count, sum and the percentiles 50, 95 and 99 of the last five minutes. */
  public Summary summary(String name, String help, String... labels) {
    return one(
        name,
        Summary.class,
        () ->
            Summary.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .quantile(0.5, 0.01)
                .quantile(0.95, 0.005)
                .quantile(0.99, 0.001)
                .build());
  }

  /** A gauge that is asked when it is read; the callback calls back once for each set of labels. */
  public GaugeWithCallback gaugeOf(String name, String help, GaugeOf values, String... labels) {
    return one(
        name,
        GaugeWithCallback.class,
        () ->
            GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback -> values.report(callback::call))
                .build());
  }

  /** Says the present values of a gauge. Called on every read: it must be quick. */
  @FunctionalInterface
  public interface GaugeOf {
    void report(Report report);
  }

  /** Takes one value with its labels' values. */
  @FunctionalInterface
  public interface Report {
    void value(double value, String... labels);
  }

  /** Everything in Prometheus' text format, version 0.0.4. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The media type of {@link #text}. */
  public static String contentType() {
    return PrometheusTextFormatWriter.CONTENT_TYPE;
  }

  private <M extends Collector> M one(String name, Class<M> type, Supplier<M> maker) {
    Collector present =
        byName.computeIfAbsent(
            name,
            _ -> {
              M made = maker.get();
              registry.register(made);
              return made;
            });
    if (!type.isInstance(present)) {
      throw new IllegalStateException("metric " + name + " already exists as another kind");
    }
    return type.cast(present);
  }
}
