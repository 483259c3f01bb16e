package herd.service.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Calls to other services: bounded in time and size, with this thread's trace id. Follows no
 * redirect, since one could carry credentials elsewhere. Thread-safe; one for a whole service.
 */
public final class HttpCalls implements AutoCloseable {

  private final HttpClient client;
  private final Duration answerLimit;
  private final long mostBytes;

  /**
   * @param answerLimit for the whole answer, unless the request sets its own
   */
  public HttpCalls(Duration connectLimit, Duration answerLimit, long mostBytes) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectLimit)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.answerLimit = answerLimit;
    this.mostBytes = mostBytes;
  }

  /** Connect within 2 s, an answer within 10 s, of 4 MiB at the most. */
  public HttpCalls() {
    this(Duration.ofSeconds(2), Duration.ofSeconds(10), 4 << 20);
  }

  /**
   * Sends a request and waits for the whole answer, whatever its status.
   *
   * @throws IOException when the service cannot be reached, is too slow or says too much
   */
  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  public <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> bodyHandler)
      throws IOException, InterruptedException {
    HttpRequest plain = request.copy().build();
    Optional<Duration> own = plain.timeout();
    HttpRequest.Builder bounded = request.copy().timeout(own.orElse(answerLimit));
    Trace.current().ifPresent(id -> bounded.setHeader(Trace.HEADER, id));
    return client.send(bounded.build(), HttpResponse.BodyHandlers.limiting(bodyHandler, mostBytes));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
