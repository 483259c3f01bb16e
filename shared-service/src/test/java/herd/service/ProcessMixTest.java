package herd.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessMixTest {

  private final List<String> events = new ArrayList<>();
  private final ServiceDefinition definition =
      new ServiceDefinition(
          "sample-service",
          List.of(
              ProcessType.release("release", _ -> events.add("migrated")),
              ProcessType.web("web", c -> begun(c.shared(Pool.class, _ -> new Pool()).worker(1))),
              ProcessType.ring(
                  "feeler", (c, n) -> begun(c.shared(Pool.class, _ -> new Pool()).worker(n))),
              ProcessType.ring(
                  "broken",
                  (_, _) -> {
                    throw new IllegalStateException("no way");
                  })));

  private final ServiceContext context = new ServiceContext("sample", new Environment(Map.of()));

  /** Shared by the process types of one service. */
  private final class Pool implements AutoCloseable {
    Pool() {
      events.add("pool opened");
    }

    Worker worker(int copies) {
      return new Worker(copies);
    }

    @Override
    public void close() {
      events.add("pool closed");
    }
  }

  private Worker begun(Worker worker) {
    events.add("started " + worker.copies);
    return worker;
  }

  @Test
  void aMixRunsReleasesFirstAndSharesWhatItOpened() throws Exception {
    RunningService service = RunningService.start(context, choices("web", "feeler=4", "release"));
    service.running().forEach(r -> ((Worker) r).finished.countDown());
    assertThat(service.drain(Duration.ofSeconds(5))).isTrue();
    assertThat(events)
        .containsExactly("migrated", "pool opened", "started 1", "started 4", "pool closed");
  }

  @Test
  void aReleaseAloneIsOverAtOnce() throws Exception {
    assertThat(ServiceMain.run(definition, new String[] {"release"}, Map.of())).isZero();
    assertThat(events).containsExactly("migrated");
  }

  @Test
  void drainingTellsAllBeforeItWaitsForAny() throws Exception {
    RunningService service = RunningService.start(context, choices("web", "feeler"));
    Worker web = (Worker) service.running().get(0);
    Worker feeler = (Worker) service.running().get(1);
    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(() -> service.drain(Duration.ofSeconds(30)));
    assertThat(web.told.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(feeler.told.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(web.closed || feeler.closed).isFalse();
    web.finished.countDown();
    feeler.finished.countDown();
    assertThat(drained.get(5, TimeUnit.SECONDS)).isTrue();
    assertThat(web.closed && feeler.closed).isTrue();
  }

  @Test
  void whatDoesNotFinishIsCutOffAtTheLimit() throws Exception {
    RunningService service = RunningService.start(context, choices("web", "feeler"));
    assertThat(service.drain(Duration.ofMillis(50))).isFalse();
    assertThat(service.running()).allSatisfy(r -> assertThat(((Worker) r).closed).isTrue());
  }

  @Test
  void whenOneFailsToStartTheOthersAreEnded() {
    ServiceDefinition both =
        new ServiceDefinition(
            "s",
            List.of(
                ProcessType.web("web", _ -> quick()),
                definition.processType("broken").orElseThrow()));
    assertThatThrownBy(() -> RunningService.start(context, both.everythingThatStays()))
        .hasMessage("no way");
    assertThat(events).containsExactly("started 1", "closed");
  }

  private Running quick() {
    events.add("started 1");
    return new Running() {
      @Override
      public void stopTaking() {}

      @Override
      public boolean awaitFinished(Duration limit) {
        return true;
      }

      @Override
      public void close() {
        events.add("closed");
      }
    };
  }

  @Test
  void noArgumentsListTheProcessTypesAndExit64() throws Exception {
    assertThat(ServiceMain.run(definition, new String[0], Map.of())).isEqualTo(64);
    assertThat(ServiceMain.usage(definition))
        .contains("release")
        .contains("web")
        .contains("feeler");
  }

  @Test
  void aWrongCommandLineSaysWhatIsWrong() throws Exception {
    assertThat(ServiceMain.run(definition, new String[] {"nobody"}, Map.of())).isEqualTo(64);
    assertWrong("'nobody' is no process type of sample-service; it has: release, web", "nobody");
    assertWrong("'web' is given twice", "web", "web");
    assertWrong("only a ring can have more than one copy", "web=2");
    assertWrong("N must be a whole number", "feeler=many");
    assertWrong("copies must be between 1 and 1000", "feeler=0");
  }

  private void assertWrong(String message, String... words) {
    assertThatThrownBy(() -> Choice.parse(definition, List.of(words)))
        .hasMessageContaining(message);
  }

  @Test
  void theProcfileHasOneLineForEachProcessType() {
    assertThat(Procfile.of(definition))
        .startsWith("release: java -jar target/sample-service.jar release\n")
        .contains("web: java -jar target/sample-service.jar web\n");
    assertThat(Procfile.union(List.of(definition)))
        .contains(
            "sample-service-feeler: java -jar sample-service/target/sample-service.jar feeler\n");
  }

  private List<Choice> choices(String... words) {
    return Choice.parse(definition, List.of(words));
  }
}
