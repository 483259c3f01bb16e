package herd.service.http;

import herd.service.ServiceContext;
import java.util.Optional;

/**
 * {@code /health} and {@code /metrics} of a process that serves no HTTP otherwise, on {@code
 * HERD_SIGNALS_PORT} when that is set. The port is per process: workers must not share it.
 */
public final class SignalsServer implements AutoCloseable {

  private final Optional<WebServer> server;

  private SignalsServer(Optional<WebServer> server) {
    this.server = server;
  }

  public static SignalsServer open(ServiceContext context) {
    String name = "HERD_SIGNALS_PORT";
    Optional<HttpConfig> config =
        context
            .environment()
            .read(variables ->
                variables
                    .optionalText(name)
                    .map(_ -> variables.integer(name, 0, 0, 65_535))
                    .map(p -> new HttpConfig(variables.text("HERD_BIND", "127.0.0.1"), p)));
    return new SignalsServer(config.map(c -> WebServer.start(context, c, _ -> {})));
  }

  @Override
  public void close() {
    server.ifPresent(WebServer::close);
  }
}
