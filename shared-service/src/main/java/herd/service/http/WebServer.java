package herd.service.http;

import herd.service.Running;
import herd.service.RunningService;
import herd.service.ServiceContext;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A web process that runs: our HTTP conventions, the service's routes, {@code /health} and {@code
 * /metrics}. Ending it refuses new connections and lets running requests finish.
 */
public final class WebServer implements Running {

  private final Javalin javalin;
  private final String host;
  private final Thread stop;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private WebServer(Javalin javalin, String host) {
    this.javalin = javalin;
    this.host = host;
    this.stop = Thread.ofPlatform().name("http-stop").unstarted(javalin::stop);
  }

  /** Listens when it returns. */
  public static WebServer start(
      ServiceContext context, HttpConfig config, Consumer<JavalinConfig> routes) {
    Javalin javalin =
        Http.create(
            config,
            c -> {
              Signals.mount(c, context);
              c.jetty.modifyServer(s -> s.setStopTimeout(RunningService.DRAIN_LIMIT.toMillis()));
              routes.accept(c);
            });
    WebServer server = new WebServer(javalin.start(), config.host());
    context.logger().atInfo().addKeyValue("url", server.url()).log("listening");
    return server;
  }

  public int port() {
    return javalin.port();
  }

  public URI url() {
    return URI.create("http://" + host + ":" + port());
  }

  @Override
  public void stopTaking() {
    if (stopping.compareAndSet(false, true)) {
      stop.start();
    }
  }

  @Override
  public boolean awaitFinished(Duration limit) throws InterruptedException {
    return stop.join(limit);
  }

  /** Does not wait: requests that still run after a drain's limit end with the JVM. */
  @Override
  public void close() {
    stopTaking();
  }
}
