package herd.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests at the same time, with the state on disk. */
class ConcurrencyTest {
  private static final int AT_ONCE = 24;
  @TempDir Path folder = Path.of("");

  @Test
  void simultaneousRequestsNeitherCollideNorGetLost() throws Exception {
    try (var rig = new Rig(Rig.QUICK, Optional.of(folder.resolve("state.json")))) {
      assertThat(atOnce(_ -> rig.ann().post("/apps", "{'name':'myapp'}").status()))
          .containsOnlyOnce(201)
          .contains(422);
      assertThat(atOnce(_ -> rig.create("myapp", ",'name':'one-name'").status()))
          .containsOnlyOnce(201);

      assertThat(atOnce(_ -> rig.create("myapp").status())).containsOnly(201);
      assertThat(rig.ann().get("/apps/myapp/addon-attachments").each("/name"))
          .hasSize(AT_ONCE + 1)
          .doesNotHaveDuplicates();
      assertThat(rig.ann().get("/apps/myapp/releases").each("/version"))
          .hasSize(AT_ONCE + 2)
          .doesNotHaveDuplicates();

      List<String> names = rig.ann().get("/apps/myapp/addons").each("/name");
      assertThat(atOnce(i -> rig.ann().delete("/apps/myapp/addons/" + names.get(i)).status()))
          .containsOnly(200);
      assertThat(rig.ann().get("/apps/myapp/addons").json()).hasSize(1);
      rig.restart();
      assertThat(rig.ann().get("/apps/myapp/addons").json()).hasSize(1);
    }
  }

  private static List<Integer> atOnce(IntFunction<Integer> work)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running =
          IntStream.range(0, AT_ONCE).mapToObj(i -> threads.submit(() -> work.apply(i))).toList();
      var results = new ArrayList<Integer>();
      for (Future<Integer> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }
}
