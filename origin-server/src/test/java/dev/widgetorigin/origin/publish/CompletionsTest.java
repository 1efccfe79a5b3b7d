package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A place that was taken comes back, whatever happens; else no version is published fast again. */
final class CompletionsTest {
  private static final PublishOrder ORDER = Orders.chat("1.0.0", null, true);

  @TempDir Path folder;

  /** Nothing of a store is asked where no completion begins. */
  private static Completions on(ExecutorService threads) {
    return new Completions(null, null, null, null, null, threads);
  }

  private UnpackedBundle bundle(int number) throws IOException {
    Path own = Files.createDirectory(folder.resolve("bundle" + number));
    Files.writeString(own.resolve("a.js"), "let a;");
    return new UnpackedBundle(own, List.of(), List.of(), null, null, null);
  }

  @ParameterizedTest(name = "stopped: {0}")
  @ValueSource(booleans = {false, true})
  void take_whereThereIsNoThread_givesThePlaceBackAndDeletesTheBundle(boolean stopped)
      throws IOException {
    ThreadFactory none =
        task -> {
          // An OutOfMemoryError in a process; here it would end the whole test run.
          throw new Error("unable to create native thread");
        };
    Completions completions = on(Executors.newFixedThreadPool(4, none));
    if (stopped) {
      completions.close(Duration.ofSeconds(1));
    }
    for (int i = 0; i < 10; i++) {
      UnpackedBundle bundle = bundle(i);
      try (Completions.Place place = completions.place()) {
        assertThat(place).as("after %s versions", i).isNotNull();
        place.take(ORDER, bundle);
        assertThat(place.taken()).as("the bundle is closed already").isTrue();
      }
      assertThat(bundle.folder()).doesNotExist();
    }
  }

  @Test
  void place_closedWithoutBeingTaken_comesBack() {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Completions completions = on(threads);
    for (int i = 0; i < 10; i++) {
      try (Completions.Place place = completions.place()) {
        assertThat(place).as("after %s", i).isNotNull();
      }
    }
    completions.close(Duration.ofSeconds(1));
  }
}
