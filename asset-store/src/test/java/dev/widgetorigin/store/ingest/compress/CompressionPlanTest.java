package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.Encoding;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.CompressionPlan.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressionPlanTest {
  private static final long MB = 1_000_000;

  @Test
  void of_ordinaryBundle_allAtTheBest() {
    List<Task> tasks = tasks("a.js", 2 * MB, "a.js.map", 3 * MB, "b.css", MB / 2);
    assertThat(CompressionPlan.of(tasks, 2).efforts().values()).containsOnly(Effort.BEST);
  }

  @ParameterizedTest
  @CsvSource({
    "4000000, BR, BEST",
    "5000000, BR, GOOD",
    "15000000, ZSTD, BEST",
    "17000000, ZSTD, GOOD"
  })
  void of_oneFile_noTaskTakesTooLong(long size, Encoding encoding, Effort effort) {
    Task task = new Task(file("a.js", size), encoding);
    assertThat(CompressionPlan.of(List.of(task), 2).efforts()).containsEntry(task, effort);
  }

  @Test
  void of_tooMuch_mapsFirstThenTheLargest() {
    List<Task> tasks =
        tasks("small.js", MB, "middle.js", 3 * MB, "large.js", 4 * MB, "small.js.map", 4 * MB);
    var efforts = CompressionPlan.of(tasks, 2).efforts();
    assertThat(efforts.get(br(tasks, "small.js"))).isEqualTo(Effort.BEST);
    assertThat(efforts.get(br(tasks, "middle.js"))).isEqualTo(Effort.BEST);
    assertThat(efforts.get(br(tasks, "small.js.map"))).isEqualTo(Effort.GOOD);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 50, 100, 1000})
  void of_100MBInAnyNumberOfFiles_fitsIntoTheTime(int files) {
    Object[] named = new Object[2 * files];
    for (int i = 0; i < files; i++) {
      named[2 * i] = i + ".js";
      named[2 * i + 1] = Math.min(50 * MB, 100 * MB / files);
    }
    CompressionPlan plan = CompressionPlan.of(tasks(named), 2);
    double planned =
        plan.efforts().entrySet().stream().mapToDouble(e -> e.getKey().seconds(e.getValue())).sum();
    double quick =
        plan.efforts().keySet().stream().mapToDouble(task -> task.seconds(Effort.QUICK)).sum();
    assertThat(planned / 2).as("by the figures").isLessThan(plan.patience());
    assertThat(plan.patience() + 2 * quick / 2)
        .as("where all is late and the machine half as fast")
        .isLessThanOrEqualTo(14.1);
  }

  @Test
  void of_sameTasksAgain_samePlan() {
    List<Task> tasks = tasks("a.js", 30 * MB, "b.js", 30 * MB, "c.js", 30 * MB);
    assertThat(CompressionPlan.of(tasks, 2)).isEqualTo(CompressionPlan.of(tasks, 2));
  }

  private static Task br(List<Task> tasks, String path) {
    return tasks.stream()
        .filter(t -> t.file().path().equals(path) && t.encoding() == Encoding.BR)
        .findFirst()
        .orElseThrow();
  }

  /** Names and sizes in turn, each in every encoding. */
  private static List<Task> tasks(Object... named) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < named.length; i += 2) {
      for (Encoding encoding : Encoding.values()) {
        tasks.add(new Task(file((String) named[i], ((Number) named[i + 1]).longValue()), encoding));
      }
    }
    return tasks;
  }

  private static UnpackedFile file(String path, long size) {
    return new UnpackedFile(path, Path.of(path), size, null, "", "");
  }
}
