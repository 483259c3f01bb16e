package herd.service;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service's metrics, in a registry of its own, so that several services can live in one JVM.
 * Asking again for a name gives the same metric. Names follow Prometheus: base units, {@code
 * _seconds}, {@code _bytes}; a counter's name is given without {@code _total}. Thread-safe.
 */
public final class Metrics {

  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

  /** For a gauge that asks a database which is away; Prometheus itself waits for ten seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Refuses what Prometheus would write under the same name. */
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

  /**
   * Says the present values of a gauge. Called on every read: it must be quick. When it throws, or
   * takes longer than two seconds, that reading is without the gauge.
   */
  @FunctionalInterface
  public interface GaugeOf {
    void report(Report report);
  }

  /** Takes one value with its labels' values. */
  @FunctionalInterface
  public interface Report {
    void value(double value, String... labels);
  }

  /** Everything that can be had now, in Prometheus' text format, version 0.0.4. */
  public String text() throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** All are asked at once: several that hang cost no more than one. */
  private MetricSnapshots now() throws InterruptedException {
    Map<String, FutureTask<MetricSnapshot>> asked = new LinkedHashMap<>();
    byName.forEach((name, metric) -> {
      FutureTask<MetricSnapshot> task = new FutureTask<>(metric::collect);
      Thread.ofVirtual().name("metric-" + name).start(task);
      asked.put(name, task);
    });
    long deadline = System.nanoTime() + LIMIT.toNanos();
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    for (var entry : asked.entrySet()) {
      answer(entry.getKey(), entry.getValue(), deadline - System.nanoTime())
          .ifPresent(all::metricSnapshot);
    }
    return all.build();
  }

  private static Optional<MetricSnapshot> answer(
      String name, FutureTask<MetricSnapshot> task, long nanos) throws InterruptedException {
    try {
      return Optional.of(task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS));
    } catch (TimeoutException | ExecutionException e) {
      task.cancel(true);
      LOG.atDebug().setCause(e).addKeyValue("metric", name).log("left out of this reading");
      return Optional.empty();
    }
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
