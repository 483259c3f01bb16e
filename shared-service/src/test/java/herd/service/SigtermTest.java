package herd.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real child JVM is told to end while it answers a request. */
@Timeout(60)
class SigtermTest {

  private static final Pattern URL = Pattern.compile("url=(http://\\S+)");

  @Test
  void sigtermFinishesTheRequestThatRunsAndTakesNoOther() throws Exception {
    Process child = start("web");
    try (BufferedReader log = child.inputReader();
        HttpClient client = HttpClient.newHttpClient()) {
      Matcher url = URL.matcher("");
      await(log, line -> url.reset(line).find());
      HttpRequest slow = HttpRequest.newBuilder(URI.create(url.group(1) + "/slow")).build();
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(slow, BodyHandlers.ofString());
      await(log, line -> line.contains("slow began"));
      // SIGTERM; Process.destroy would also close the streams that are needed below.
      child.toHandle().destroy();
      awaitRefused(URI.create(url.group(1)));
      assertThat(answer).isNotDone();
      child.getOutputStream().write('x');
      child.getOutputStream().flush();
      assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("finished");
      await(log, line -> line.contains("stopped") && line.contains("finished=true"));
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(143);
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aWrongConfigurationEndsWith78AndNamesTheVariable() throws Exception {
    ProcessBuilder builder = command("web");
    builder.environment().put("HERD_SAMPLE_PORT", "high");
    Process child = builder.redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isEqualTo(78);
    assertThat(output).contains("HERD_SAMPLE_PORT: set it to a whole number");
  }

  private static void awaitRefused(URI url) {
    boolean refused = false;
    while (!refused) {
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        refused = !socket.isConnected();
      } catch (IOException e) {
        refused = true;
      }
    }
  }

  private static void await(BufferedReader log, java.util.function.Predicate<String> wanted)
      throws IOException {
    String line = log.readLine();
    while (line != null && !wanted.test(line)) {
      line = log.readLine();
    }
    assertThat(line).as("the log ended").isNotNull();
  }

  private static Process start(String... args) throws IOException {
    return command(args).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static ProcessBuilder command(String... args) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SampleService.class.getName());
    builder.command().addAll(java.util.List.of(args));
    builder.environment().remove("PORT");
    return builder;
  }
}
