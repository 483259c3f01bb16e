package herd.service;

import herd.service.http.HttpConfig;
import herd.service.http.WebServer;
import java.util.List;

/**
 * A service in a JVM of its own, for the test of SIGTERM: /slow answers when its standard input
 * gets a byte.
 */
public final class SampleService {

  private SampleService() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceDefinition definition =
        new ServiceDefinition(
            "sample",
            List.of(
                ProcessType.web(
                    "web",
                    context ->
                        WebServer.start(
                            context,
                            context
                                .environment()
                                .read(v -> HttpConfig.from(v, "HERD_SAMPLE_PORT", 0)),
                            c ->
                                c.routes.get(
                                    "/slow",
                                    ctx -> {
                                      context.logger().info("slow began");
                                      int told = System.in.read();
                                      ctx.result(told < 0 ? "left alone" : "finished");
                                    })))));
    System.exit(ServiceMain.run(definition, args, System.getenv()));
  }
}
