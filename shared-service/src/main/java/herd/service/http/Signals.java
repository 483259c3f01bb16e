package herd.service.http;

import herd.service.Health;
import herd.service.Metrics;
import herd.service.ServiceContext;
import io.javalin.config.JavalinConfig;

/** {@code /health} and {@code /metrics}, the same in every service. */
final class Signals {

  private Signals() {}

  static void mount(JavalinConfig config, ServiceContext context) {
    config.routes.get(
        "/health",
        ctx -> {
          Health.Report report = context.health().report();
          ctx.status(report.healthy() ? 200 : 503).json(report);
        });
    config.routes.get(
        "/metrics", ctx -> ctx.contentType(Metrics.contentType()).result(context.metrics().text()));
  }
}
