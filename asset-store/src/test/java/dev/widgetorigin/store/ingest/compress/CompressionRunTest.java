package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.CompressionPlan.Task;
import dev.widgetorigin.store.manifest.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time that a bundle has is used, and not exceeded, on machines of any speed. */
final class CompressionRunTest {
  private static final long MB = 1_000_000;

  /** Does all tasks on one thread, each so many times slower than the figures say. */
  private static List<Effort> doAll(List<Task> tasks, double slowness, long[] now) {
    CompressionRun run = new CompressionRun(tasks, 1, () -> now[0]);
    List<Effort> efforts = new ArrayList<>();
    for (Task task : tasks) {
      double begun = run.elapsed();
      Effort effort = run.begin(task, begun);
      now[0] += (long) (task.seconds(effort) * slowness * 1e9);
      run.done(task, effort, run.elapsed() - begun);
      efforts.add(effort);
    }
    return efforts;
  }

  private static List<Task> files(int count, long size) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UnpackedFile file = new UnpackedFile(i + ".js", Path.of("x"), size, null, "", "");
      tasks.add(new Task(file, Encoding.BR, false));
    }
    return tasks;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 1, 2, 4})
  void begin_anyMachine_usesItsTimeAndKeepsWithinIt(double slowness) {
    long[] now = {0};
    doAll(files(200, MB / 4), slowness, now);
    assertThat(now[0] / 1e9).isBetween(4.0, 14.0);
  }

  @Test
  void begin_fasterMachine_worksHarder() {
    List<Effort> slow = doAll(files(200, MB / 4), 1, new long[1]);
    List<Effort> fast = doAll(files(200, MB / 4), 0.3, new long[1]);
    assertThat(fast.stream().filter(effort -> effort == Effort.BEST).count())
        .isGreaterThan(2 * slow.stream().filter(effort -> effort == Effort.BEST).count());
  }

  @Test
  void begin_busyMachine_givesUpSomeQualityInsteadOfTheLastFiles() {
    List<Effort> efforts = doAll(files(40, MB / 8), 5, new long[1]);
    assertThat(efforts.subList(30, 40)).doesNotContain(Effort.QUICK);
  }

  @Test
  void begin_late_quick() {
    long[] now = {0};
    List<Task> tasks = files(2, MB);
    CompressionRun run = new CompressionRun(tasks, 2, () -> now[0]);
    now[0] = 60_000_000_000L;
    assertThat(run.isLate()).isTrue();
    assertThat(run.begin(tasks.get(0), run.elapsed())).isEqualTo(Effort.QUICK);
  }
}
